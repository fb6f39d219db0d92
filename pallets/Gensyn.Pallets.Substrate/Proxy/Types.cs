using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Proxy;

/// <summary>That an account may act for another.</summary>
/// <param name="Delegate">Who may act.</param>
/// <param name="ProxyType">What it may do.</param>
/// <param name="Delay">How many blocks before acting it must announce it; none when zero.</param>
public readonly record struct ProxyDefinition(AccountId Delegate, ProxyType ProxyType, uint Delay) : IComparable<ProxyDefinition>
{
    /// <summary>Encodes the fields in order.</summary>
    public static Codec<ProxyDefinition> Codec { get; } = new ProxyDefinitionCodec();

    /// <summary>By account, then by kind, then by delay.</summary>
    public int CompareTo(ProxyDefinition other)
    {
        int order = Delegate.CompareTo(other.Delegate);
        if (order == 0) order = ProxyType.CompareTo(other.ProxyType);
        return order == 0 ? Delay.CompareTo(other.Delay) : order;
    }

    private sealed class ProxyDefinitionCodec : Codec<ProxyDefinition>
    {
        // These types are generic in Rust, and clients match them with their parameters.
        public override TypeInfo Type { get; } = new(
            "pallet_proxy::ProxyDefinition",
            [new("AccountId", AccountId.Codec.Type), new("ProxyType", ProxyTypeCodec.Instance.Type), new("BlockNumber", Codecs.U32.Type)],
            static () => new TypeDefinition.Composite(
            [
                new("delegate", AccountId.Codec.Type, "AccountId"),
                new("proxy_type", ProxyTypeCodec.Instance.Type, "ProxyType"),
                new("delay", Codecs.U32.Type, "BlockNumber"),
            ]));

        public override int MinEncodedLen => 32 + 1 + 4;

        public override int? MaxEncodedLen => MinEncodedLen;

        public override void Encode(ProxyDefinition value, ref ScaleWriter writer)
        {
            AccountId.Codec.Encode(value.Delegate, ref writer);
            ProxyTypeCodec.Instance.Encode(value.ProxyType, ref writer);
            writer.WriteU32(value.Delay);
        }

        public override ProxyDefinition Decode(ref ScaleReader reader) =>
            new(AccountId.Codec.Decode(ref reader), ProxyTypeCodec.Instance.Decode(ref reader), reader.ReadU32());
    }
}

/// <summary>That a proxy is going to make a call.</summary>
/// <param name="Real">The account that it is going to act for.</param>
/// <param name="CallHash">The hash of the call.</param>
/// <param name="Height">When it said so.</param>
public readonly record struct Announcement(AccountId Real, H256 CallHash, uint Height)
{
    /// <summary>Encodes the fields in order.</summary>
    public static Codec<Announcement> Codec { get; } = new AnnouncementCodec();

    private sealed class AnnouncementCodec : Codec<Announcement>
    {
        public override TypeInfo Type { get; } = new(
            "pallet_proxy::Announcement",
            [new("AccountId", AccountId.Codec.Type), new("Hash", H256.Codec.Type), new("BlockNumber", Codecs.U32.Type)],
            static () => new TypeDefinition.Composite(
            [
                new("real", AccountId.Codec.Type, "AccountId"), new("call_hash", H256.Codec.Type, "Hash"), new("height", Codecs.U32.Type, "BlockNumber"),
            ]));

        public override int MinEncodedLen => 32 + 32 + 4;

        public override int? MaxEncodedLen => MinEncodedLen;

        public override void Encode(Announcement value, ref ScaleWriter writer)
        {
            AccountId.Codec.Encode(value.Real, ref writer);
            H256.Codec.Encode(value.CallHash, ref writer);
            writer.WriteU32(value.Height);
        }

        public override Announcement Decode(ref ScaleReader reader) => new(AccountId.Codec.Decode(ref reader), H256.Codec.Decode(ref reader), reader.ReadU32());
    }
}

/// <summary>A list in the state, and what is reserved for it: a pair on the wire.</summary>
public readonly struct Deposited<T>(ImmutableArray<T> items, UInt128 deposit)
{
    /// <summary>The list.</summary>
    public ImmutableArray<T> Items => items.IsDefault ? [] : items;

    /// <summary>What is reserved for it.</summary>
    public UInt128 Deposit => deposit;
}

/// <summary>Encodes a list of at most so many items and its deposit.</summary>
internal sealed class DepositedCodec<T>(Codec<T> item, int maximum) : Codec<Deposited<T>>
{
    private readonly Codec<ImmutableArray<T>> _list = Codecs.BoundedVec(item, maximum);

    public override TypeInfo Type => TypeInfo.Tuple(_list.Type, Codecs.U128.Type);

    public override int? MaxEncodedLen => EncodedLength.Sum(_list.MaxEncodedLen, 16);

    public override void Encode(Deposited<T> value, ref ScaleWriter writer)
    {
        _list.Encode(value.Items, ref writer);
        writer.WriteU128(value.Deposit);
    }

    public override Deposited<T> Decode(ref ScaleReader reader) => new(_list.Decode(ref reader), reader.ReadU128());
}

/// <summary>The proxies of an account.</summary>
public readonly struct Delegations(Deposited<ProxyDefinition> value)
{
    /// <summary>The proxies in their order, and the deposit.</summary>
    public Deposited<ProxyDefinition> Value => value;

    /// <summary>Encodes a list of at most so many items and its deposit.</summary>
    public static Codec<Delegations> CodecOf(int maximum) => new DelegationsCodec(maximum);

    private sealed class DelegationsCodec(int maximum) : Codec<Delegations>
    {
        private readonly DepositedCodec<ProxyDefinition> _inner = new(ProxyDefinition.Codec, maximum);

        public override TypeInfo Type => _inner.Type;

        public override int? MaxEncodedLen => _inner.MaxEncodedLen;

        public override void Encode(Delegations value, ref ScaleWriter writer) => _inner.Encode(value.Value, ref writer);

        public override Delegations Decode(ref ScaleReader reader) => new(_inner.Decode(ref reader));
    }
}

/// <summary>What a proxy announced.</summary>
public readonly struct PendingAnnouncements(Deposited<Announcement> value)
{
    /// <summary>The announcements as they came, and the deposit.</summary>
    public Deposited<Announcement> Value => value;

    /// <summary>Encodes a list of at most so many items and its deposit.</summary>
    public static Codec<PendingAnnouncements> CodecOf(int maximum) => new PendingAnnouncementsCodec(maximum);

    private sealed class PendingAnnouncementsCodec(int maximum) : Codec<PendingAnnouncements>
    {
        private readonly DepositedCodec<Announcement> _inner = new(Announcement.Codec, maximum);

        public override TypeInfo Type => _inner.Type;

        public override int? MaxEncodedLen => _inner.MaxEncodedLen;

        public override void Encode(PendingAnnouncements value, ref ScaleWriter writer) => _inner.Encode(value.Value, ref writer);

        public override PendingAnnouncements Decode(ref ScaleReader reader) => new(_inner.Decode(ref reader));
    }
}

/// <summary>What a deposit is for.</summary>
[Scale("pallet_proxy::DepositKind")]
public enum DepositKind : byte
{
    /// <summary>The proxies of an account.</summary>
    Proxies = 0,

    /// <summary>What a proxy announced.</summary>
    Announcements = 1,
}

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="ProxyDepositBase">What an account with proxies reserves.</param>
/// <param name="ProxyDepositFactor">What it reserves on top for each.</param>
/// <param name="MaxProxies">How many proxies an account may have.</param>
/// <param name="MaxPending">How many announcements a proxy may have pending.</param>
/// <param name="AnnouncementDepositBase">What a proxy with announcements reserves.</param>
/// <param name="AnnouncementDepositFactor">What it reserves on top for each.</param>
/// <param name="AccountAccess">The weight of reading and writing the account that a call is made for.</param>
/// <param name="Filter">Which calls each kind of proxy may make.</param>
/// <param name="Weights">The cost of each call.</param>
public sealed record ProxyConfig(
    UInt128 ProxyDepositBase,
    UInt128 ProxyDepositFactor,
    uint MaxProxies,
    uint MaxPending,
    UInt128 AnnouncementDepositBase,
    UInt128 AnnouncementDepositFactor,
    Weight AccountAccess,
    IProxyFilter Filter,
    IProxyWeights Weights);
