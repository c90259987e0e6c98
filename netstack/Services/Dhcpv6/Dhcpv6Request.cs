using System;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcpv6;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>What a client asks, as far as the server cares. Borrows the message.</summary>
internal readonly ref struct Dhcpv6Request
{
    /// <summary>Associations of one message that are answered; the rest is passed over. An honest client has one.</summary>
    public const int MostAssociations = 8;

    public Dhcpv6MessageType Type { get; private init; }

    public Dhcpv6View View { get; private init; }

    /// <summary>Option 1; empty only in an Information-request.</summary>
    public ReadOnlySpan<byte> ClientId { get; private init; }

    /// <summary>Option 6: two octets for each code.</summary>
    public ReadOnlySpan<byte> Wanted { get; private init; }

    public bool WantsRapidCommit { get; private init; }

    /// <summary>Where the message came from; zero: nobody knows.</summary>
    public MacAddress LinkAddress { get; init; }

    /// <summary>Returns why there is nothing to answer, or null.</summary>
    public static Dhcpv6Verdict? TryRead(ReadOnlySpan<byte> message, ReadOnlySpan<byte> serverId, out Dhcpv6Request request)
    {
        request = default;
        if (Dhcpv6View.TryCreate(message, out Dhcpv6View view) is not WireError.None)
        {
            return Dhcpv6Verdict.Malformed;
        }

        switch (view.Type)
        {
            case Dhcpv6MessageType.Advertise or Dhcpv6MessageType.Reply or Dhcpv6MessageType.Reconfigure or Dhcpv6MessageType.RelayReply:
                return Dhcpv6Verdict.NotARequest;
            case Dhcpv6MessageType.RelayForward:
                return Dhcpv6Verdict.Relayed;
            case Dhcpv6MessageType.None or > Dhcpv6MessageType.RelayReply:
                return Dhcpv6Verdict.Unsupported;
            default:
                break;
        }

        _ = view.TryFind(Dhcpv6OptionCode.ClientIdentifier, out ReadOnlySpan<byte> clientId);
        bool isNamed = clientId.Length is >= Dhcpv6Duid.MinimumLength and <= Dhcpv6Duid.MaximumLength;
        bool mayBeNameless = view.Type is Dhcpv6MessageType.InformationRequest && clientId.IsEmpty;
        if ((!isNamed && !mayBeNameless) || !HasSoundAssociations(view))
        {
            return Dhcpv6Verdict.Malformed;
        }

        _ = view.TryFind(Dhcpv6OptionCode.OptionRequest, out ReadOnlySpan<byte> wanted);
        request = new Dhcpv6Request
        {
            Type = view.Type,
            View = view,
            ClientId = clientId,
            Wanted = wanted,
            WantsRapidCommit = view.TryFind(Dhcpv6OptionCode.RapidCommit, out _),
        };
        return CheckServer(view, serverId);
    }

    /// <summary>RFC 8415 §16: who asks for any server must not name one, who asks for one must.</summary>
    private static Dhcpv6Verdict? CheckServer(Dhcpv6View view, ReadOnlySpan<byte> serverId)
    {
        bool isNamed = view.TryFind(Dhcpv6OptionCode.ServerIdentifier, out ReadOnlySpan<byte> named);
        bool isRight = view.Type switch
        {
            Dhcpv6MessageType.Solicit or Dhcpv6MessageType.Confirm or Dhcpv6MessageType.Rebind => !isNamed,
            Dhcpv6MessageType.InformationRequest => true,
            _ => isNamed,
        };
        return !isRight ? Dhcpv6Verdict.Malformed
            : isNamed && !named.SequenceEqual(serverId) ? Dhcpv6Verdict.OtherServer
            : null;
    }

    /// <summary>RFC 8415 §16.12: an Information-request has none.</summary>
    private static bool HasSoundAssociations(Dhcpv6View view)
    {
        foreach (Dhcpv6Option option in view.Options)
        {
            bool isSound = option.Code switch
            {
                Dhcpv6OptionCode.Association => Dhcpv6AssociationView.TryCreate(option.Data, out _) is WireError.None,
                Dhcpv6OptionCode.PrefixDelegation => option.Data.Length >= Dhcpv6AssociationView.FixedLength,
                Dhcpv6OptionCode.TemporaryAssociation => option.Data.Length >= sizeof(uint),
                _ => true,
            };
            bool isAssociation = option.Code is Dhcpv6OptionCode.Association or Dhcpv6OptionCode.PrefixDelegation
                or Dhcpv6OptionCode.TemporaryAssociation;
            if (!isSound || (isAssociation && view.Type is Dhcpv6MessageType.InformationRequest))
            {
                return false;
            }
        }

        return true;
    }
}
