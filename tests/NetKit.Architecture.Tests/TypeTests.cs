using System;
using System.CodeDom.Compiler;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using NUnit.Framework;

namespace NetKit.Architecture.Tests;

/// <summary>The shape of types, as the compiler made them.</summary>
public sealed class TypeTests
{
    private const BindingFlags AllStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const BindingFlags AllPublic = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;

    private static IEnumerable<Type> ProductTypes =>
        Repository.ProductProjects.SelectMany(static project => project.LoadAssembly().GetTypes()).Where(static type => !IsGenerated(type));

    private static IEnumerable<Type> NetstackTypes =>
        ProductTypes.Where(static type => type.Namespace!.StartsWith("NetKit.Netstack", StringComparison.Ordinal));

    [Test]
    public void A_class_is_abstract_or_sealed() =>
        Violations.AssertNone(
            ProductTypes.Where(static type => type.IsClass && !type.IsAbstract && !type.IsSealed).Select(static type => type.FullName!),
            "Nobody designed these for inheritance");

    [Test]
    public void A_header_is_a_value() =>
        Violations.AssertNone(
            NetstackTypes
                .Where(static type => type.Name.EndsWith("Header", StringComparison.Ordinal)
                    && !(type.IsValueType && Has<IsReadOnlyAttribute>(type)))
                .Select(static type => type.FullName!),
            "Every *Header is a readonly struct");

    [Test]
    public void A_view_borrows() =>
        Violations.AssertNone(
            NetstackTypes
                .Where(static type => type.Name.EndsWith("View", StringComparison.Ordinal)
                    && !(type.IsByRefLike && Has<IsReadOnlyAttribute>(type) && type.GetConstructors().Length == 0))
                .Select(static type => type.FullName!),
            "Every *View is a readonly ref struct that only TryCreate makes");

    [Test]
    public void The_stack_has_no_asynchronous_member() =>
        Violations.AssertNone(
            NetstackTypes
                .SelectMany(static type => type.GetMethods(AllPublic))
                .Where(static method => typeof(Task).IsAssignableFrom(method.ReturnType)
                    || method.ReturnType == typeof(ValueTask) || Has<AsyncStateMachineAttribute>(method))
                .Select(static method => $"{method.DeclaringType}.{method.Name}"),
            "The stack returns what should happen; it never waits");

    [Test]
    public void No_static_field_can_be_assigned() =>
        Violations.AssertNone(
            StaticFields().Where(static member => !member.IsInitOnly && !member.IsLiteral).Select(Named),
            "Live state belongs to an object");

    [Test]
    public void No_static_field_holds_something_that_can_be_changed() =>
        Violations.AssertNone(
            StaticFields().Where(static member => CanBeChanged(member.FieldType)).Select(Named),
            "Use a span of constants, an immutable or a frozen collection");

    private static IEnumerable<FieldInfo> StaticFields() =>
        ProductTypes
            .Where(static type => !typeof(JsonSerializerContext).IsAssignableFrom(type))
            .SelectMany(static type => type.GetFields(AllStatic))
            .Where(static member => !Has<GeneratedCodeAttribute>(member))
            .Where(static member => !Has<CompilerGeneratedAttribute>(member) || IsOfProperty(member));

    private static bool IsOfProperty(FieldInfo member) => member.Name.EndsWith("k__BackingField", StringComparison.Ordinal);

    private static bool CanBeChanged(Type type) =>
        type.IsArray
        || (type.IsGenericType && !type.IsInterface && !type.Name.Contains("Comparer", StringComparison.Ordinal)
            && type.Namespace is "System.Collections.Generic" or "System.Collections.Concurrent");

    private static string Named(FieldInfo member) => $"{member.DeclaringType}.{member.Name}";

    private static bool IsGenerated(Type type) =>
        Has<CompilerGeneratedAttribute>(type) || Has<GeneratedCodeAttribute>(type)
        || type.Name.Contains('<') || (type.DeclaringType is { } outer && IsGenerated(outer))
        || type.Namespace?.StartsWith("NetKit", StringComparison.Ordinal) != true;

    private static bool Has<TAttribute>(MemberInfo member)
        where TAttribute : Attribute => member.IsDefined(typeof(TAttribute), inherit: false);
}
