using System;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcpv6;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>What is done for each association of a message.</summary>
public sealed partial class Dhcpv6Server
{
    /// <summary>RFC 8415 §18.3.4, §18.3.5.</summary>
    private Dhcpv6Verdict Renew(Instant now, scoped in Dhcpv6Request request, Span<byte> reply, ref int length)
    {
        Span<byte> room = stackalloc byte[LongestKey];
        Dhcpv6OptionWriter writer = _composer.Begin(request, Dhcpv6MessageType.Reply, reply);
        bool isRebinding = request.Type is Dhcpv6MessageType.Rebind;
        int renewed = 0;
        int seen = 0;
        foreach (Dhcpv6Option option in request.View.Options)
        {
            if (IsAssociation(option.Code) && seen++ == Dhcpv6Request.MostAssociations)
            {
                break;
            }

            if (option.Code is not Dhcpv6OptionCode.Association)
            {
                RefuseOther(ref writer, option, Dhcpv6StatusCode.NoBinding);
                continue;
            }

            _ = Dhcpv6AssociationView.TryCreate(option.Data, out Dhcpv6AssociationView asked);
            ReadOnlySpan<byte> key = KeyOf(request, asked, room);
            Dhcpv6Binding? binding = Options.IsAuthoritative
                ? _bindings.FindOrAllocateExactly(key, FirstAddress(asked), request.LinkAddress)
                : _bindings.Find(key);
            if (binding is not null)
            {
                renewed++;
                _bindings.Bind(binding, now + Options.ValidLifetime);
            }

            if (binding is null && !isRebinding)
            {
                Dhcpv6ReplyComposer.AddRefusal(ref writer, option.Code, option.Data, Dhcpv6StatusCode.NoBinding);
            }
            else
            {
                _composer.AddAssociation(ref writer, asked, binding, isRenewal: true);
            }
        }

        if (seen == 0)
        {
            return Dhcpv6Verdict.Pointless;
        }

        _composer.AddParameters(ref writer, request);
        length = Finish(writer);
        return renewed > 0 ? Dhcpv6Verdict.Renewed : Dhcpv6Verdict.Stranger;
    }

    /// <summary>RFC 8415 §18.3.7, §18.3.8: the reply is Success, and says of which associations nothing is known.</summary>
    private Dhcpv6Verdict GiveBack(Instant now, scoped in Dhcpv6Request request, Span<byte> reply, ref int length)
    {
        Span<byte> room = stackalloc byte[LongestKey];
        Dhcpv6OptionWriter writer = _composer.Begin(request, Dhcpv6MessageType.Reply, reply);
        _ = writer.TryAddStatus(Dhcpv6StatusCode.Success);
        bool isDeclined = request.Type is Dhcpv6MessageType.Decline;
        int given = 0;
        int seen = 0;
        foreach (Dhcpv6Option option in request.View.Options)
        {
            if (option.Code is not Dhcpv6OptionCode.Association || seen++ >= Dhcpv6Request.MostAssociations)
            {
                continue;
            }

            _ = Dhcpv6AssociationView.TryCreate(option.Data, out Dhcpv6AssociationView asked);
            Dhcpv6Binding? binding = _bindings.Find(KeyOf(request, asked, room));
            if (binding is not { State: DhcpBindingState.Bound } || !Names(asked, binding.Address))
            {
                Dhcpv6ReplyComposer.AddRefusal(ref writer, option.Code, option.Data, Dhcpv6StatusCode.NoBinding);
                continue;
            }

            given++;
            if (isDeclined)
            {
                _bindings.PutAside(binding, now + Options.DeclineTime);
            }
            else
            {
                _bindings.Free(binding);
            }
        }

        length = Finish(writer);
        return given == 0 ? Dhcpv6Verdict.Stranger : isDeclined ? Dhcpv6Verdict.Declined : Dhcpv6Verdict.Released;
    }

    /// <summary>Sees to it that each association has an address, as long as there are any.</summary>
    private (int Asked, int Found) FindAddresses(Instant now, scoped in Dhcpv6Request request)
    {
        Span<byte> room = stackalloc byte[LongestKey];
        int asked = 0;
        int found = 0;
        foreach (Dhcpv6Option option in request.View.Options)
        {
            if (option.Code is Dhcpv6OptionCode.Association && asked < Dhcpv6Request.MostAssociations)
            {
                asked++;
                _ = Dhcpv6AssociationView.TryCreate(option.Data, out Dhcpv6AssociationView association);
                ReadOnlySpan<byte> key = KeyOf(request, association, room);
                Dhcpv6Binding? binding = _bindings.FindOrAllocate(key, FirstAddress(association), request.LinkAddress);
                found += binding is null ? 0 : 1;
                if (binding is { IsHeld: false })
                {
                    // Or the next association of this message would get the same one.
                    _bindings.Offer(binding, now + Options.OfferTime);
                }
            }
        }

        return (asked, found);
    }

    private void AddAssociations(ref Dhcpv6OptionWriter writer, scoped in Dhcpv6Request request, Instant until, bool isFinal)
    {
        Span<byte> room = stackalloc byte[LongestKey];
        int seen = 0;
        foreach (Dhcpv6Option option in request.View.Options)
        {
            if (IsAssociation(option.Code) && seen++ == Dhcpv6Request.MostAssociations)
            {
                break;
            }

            if (option.Code is not Dhcpv6OptionCode.Association)
            {
                RefuseOther(ref writer, option, Dhcpv6StatusCode.NoAddressAvailable);
                continue;
            }

            _ = Dhcpv6AssociationView.TryCreate(option.Data, out Dhcpv6AssociationView asked);
            if (_bindings.Find(KeyOf(request, asked, room)) is not { } binding)
            {
                Dhcpv6ReplyComposer.AddRefusal(ref writer, option.Code, option.Data, Dhcpv6StatusCode.NoAddressAvailable);
                continue;
            }

            Hold(binding, until, isFinal);
            _composer.AddAssociation(ref writer, asked, binding, isRenewal: false);
        }
    }

    private void Hold(Dhcpv6Binding binding, Instant until, bool isFinal)
    {
        if (isFinal)
        {
            _bindings.Bind(binding, until);
        }
        else
        {
            _bindings.Offer(binding, until);
        }
    }

    private static void RefuseAll(ref Dhcpv6OptionWriter writer, scoped in Dhcpv6Request request, Dhcpv6StatusCode status)
    {
        int seen = 0;
        foreach (Dhcpv6Option option in request.View.Options)
        {
            if (IsAssociation(option.Code) && seen++ < Dhcpv6Request.MostAssociations)
            {
                Dhcpv6ReplyComposer.AddRefusal(ref writer, option.Code, option.Data, status);
            }
        }
    }

    // Prefixes and temporary addresses are not given out: hosts make the latter themselves (RFC 8981).
    private static void RefuseOther(ref Dhcpv6OptionWriter writer, scoped in Dhcpv6Option option, Dhcpv6StatusCode status)
    {
        bool isOfPrefix = option.Code is Dhcpv6OptionCode.PrefixDelegation && status is Dhcpv6StatusCode.NoAddressAvailable;
        if (IsAssociation(option.Code))
        {
            Dhcpv6ReplyComposer.AddRefusal(ref writer, option.Code, option.Data, isOfPrefix ? Dhcpv6StatusCode.NoPrefixAvailable : status);
        }
    }

    private static bool IsAssociation(Dhcpv6OptionCode code) =>
        code is Dhcpv6OptionCode.Association or Dhcpv6OptionCode.TemporaryAssociation or Dhcpv6OptionCode.PrefixDelegation;

    private bool IsOfThisLink(scoped in Dhcpv6Request request, out int named)
    {
        named = 0;
        bool areAll = true;
        foreach (Dhcpv6Option option in request.View.Options)
        {
            if (option.Code is not Dhcpv6OptionCode.Association)
            {
                continue;
            }

            _ = Dhcpv6AssociationView.TryCreate(option.Data, out Dhcpv6AssociationView asked);
            foreach (Dhcpv6Option inner in asked.Options)
            {
                if (inner.Code is Dhcpv6OptionCode.Address)
                {
                    named++;
                    _ = Dhcpv6Address.TryRead(inner.Data, out Dhcpv6Address address);
                    areAll &= Options.Prefix.Contains(address.Address) || address.Address.IsUnspecified;
                }
            }
        }

        return areAll;
    }

    private static IpAddress FirstAddress(scoped in Dhcpv6AssociationView association)
    {
        foreach (Dhcpv6Option option in association.Options)
        {
            if (option.Code is Dhcpv6OptionCode.Address)
            {
                _ = Dhcpv6Address.TryRead(option.Data, out Dhcpv6Address address);
                return address.Address;
            }
        }

        return default;
    }

    private static bool Names(scoped in Dhcpv6AssociationView association, IpAddress address)
    {
        foreach (Dhcpv6Option option in association.Options)
        {
            if (option.Code is Dhcpv6OptionCode.Address
                && Dhcpv6Address.TryRead(option.Data, out Dhcpv6Address named) is WireError.None && named.Address == address)
            {
                return true;
            }
        }

        return false;
    }
}
