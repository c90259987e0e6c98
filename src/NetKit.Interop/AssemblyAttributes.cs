using System.Runtime.CompilerServices;

// Every native signature is blittable; a non-blittable one is a compile error instead of hidden marshalling.
[assembly: DisableRuntimeMarshalling]
