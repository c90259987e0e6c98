using System;
using System.Globalization;
using System.Text;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>Names between people and the wire: configuration, hosts files, logs. Not for the data path.</summary>
public static class DnsNameText
{
    /// <summary>Reads <c>host.example</c>, with or without the last dot; letters are kept as they are. Escapes are not read.</summary>
    public static bool TryEncode(ReadOnlySpan<char> text, out byte[] name)
    {
        name = [];
        if (text is [.., '.'])
        {
            text = text[..^1];
        }

        Span<byte> octets = stackalloc byte[DnsName.MaximumLength];
        int length = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> label = text[range];
            bool fits = label.Length is > 0 and <= DnsName.MaximumLabelLength && length + label.Length + 2 <= DnsName.MaximumLength;
            if (!fits || label.ContainsAnyExceptInRange('!', '~'))
            {
                return false;
            }

            octets[length++] = (byte)label.Length;
            length += Encoding.ASCII.GetBytes(label, octets[length..]);
        }

        octets[length++] = 0;
        name = octets[..length].ToArray();
        return true;
    }

    /// <summary>
    /// The name as RFC 1035 §5.1 writes it in a file, without the last dot (the root is <c>.</c>); octets that are not plain are escaped,
    /// so that no name from the network can play tricks with a terminal or a log.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        StringBuilder text = new();
        while (name.Length > 1 && name[0] is > 0 and <= DnsName.MaximumLabelLength && name[0] < name.Length)
        {
            _ = text.Length > 0 ? text.Append('.') : text;
            foreach (byte octet in name.Slice(1, name[0]))
            {
                _ = octet switch
                {
                    (byte)'.' or (byte)'\\' => text.Append('\\').Append((char)octet),
                    > 0x20 and < 0x7F => text.Append((char)octet),
                    _ => text.Append(CultureInfo.InvariantCulture, $"\\{octet:D3}"),
                };
            }

            name = name[(name[0] + 1)..];
        }

        return text.Length == 0 ? "." : text.ToString();
    }
}
