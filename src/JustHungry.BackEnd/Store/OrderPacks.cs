using System.Buffers.Binary;
using JustHungry.Replication;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// Documents of orders, packed many together: they repeat each other's words, and every byte of a store is written twice. An order's row
/// then holds a reference in its document's place, which begins with a byte that no JSON begins with; older rows hold the document
/// itself. For one thread at a time, as its connection.
/// </summary>
/// <remarks>
/// What a transaction places is gathered in memory and goes to the table when it is enough, or at the latest with the commit. A pack is
/// unpacked whole to read one order of it, some 40 µs: so it is no larger, though larger ones would be shorter.
/// </remarks>
internal sealed class OrderPacks(Database database)
{
    /// <summary>Length of a reference, in bytes.</summary>
    public const int ReferenceLength = 1 + sizeof(long) + sizeof(long) + sizeof(int) + sizeof(int);

    /// <summary>A pack takes no further document once it has this many bytes.</summary>
    private const int FullPack = 32 * 1024;

    private const byte ReferenceMark = 1;

    private readonly MemoryStream _gathered = new();
    private long? _gathering;
    private bool _hasBegun;
    private (long Pack, byte[] Text)? _last;

    /// <summary>Whether orders are packed from now on.</summary>
    public bool IsOn { get; set; }

    private Statement Insert => field ??= database.Prepare("INSERT INTO order_packs (n, length, packed) VALUES (?1, ?2, ?3)");

    private Statement Update => field ??= database.Prepare("UPDATE order_packs SET packed = ?2 WHERE n = ?1");

    private Statement Select => field ??= database.Prepare("SELECT length, packed FROM order_packs WHERE n = ?1");

    /// <summary>The restaurant (<see cref="RestaurantKey"/>) of what stands in a row, or of the beginning of it.</summary>
    /// <exception cref="InvalidDataException">It is neither reference nor document.</exception>
    public static long RestaurantOf(ReadOnlySpan<byte> stored) =>
        IsReference(stored) ? Reference.Read(stored).Restaurant : RestaurantKey.OfDocument(stored);

    /// <summary>Takes an order's document, and returns what is to stand in its row.</summary>
    /// <param name="n">The order's number.</param>
    /// <param name="restaurant">Its restaurant's key.</param>
    /// <param name="document">Its document.</param>
    /// <param name="buffer">Room for a reference.</param>
    public ReadOnlySpan<byte> Add(long n, long restaurant, ReadOnlySpan<byte> document, Span<byte> buffer)
    {
        if (!IsOn)
        {
            return document;
        }

        _gathering ??= n;
        new Reference(restaurant, _gathering.Value, (int)_gathered.Length, document.Length).Write(buffer);
        _gathered.Write(document);
        if (_gathered.Length >= FullPack)
        {
            Write();
        }

        return buffer;
    }

    /// <summary>Puts what was gathered into the table, in the open transaction.</summary>
    public void Write()
    {
        if (_gathering is { } pack)
        {
            if (!_hasBegun)
            {
                Schema.BeginPackedOrders(database);
                _hasBegun = true;
            }

            Insert.Bind(1, pack).Bind(2, _gathered.Length).Bind(3, Packing.Pack([], Gathered)).Execute();
            Begin();
        }
    }

    /// <summary>The transaction was rolled back.</summary>
    public void Forget()
    {
        Begin();
        (_last, _hasBegun) = (null, false);
    }

    /// <summary>The document of what stands in a row, as a copy.</summary>
    /// <exception cref="StoreException">It refers to a pack that is not there, or damaged.</exception>
    public byte[] Read(ReadOnlySpan<byte> stored) => Resolve(stored).ToArray();

    /// <summary>The same, valid until the next call; what is no reference is returned as it is.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public ReadOnlySpan<byte> Resolve(ReadOnlySpan<byte> stored)
    {
        if (!IsReference(stored))
        {
            return stored;
        }

        var reference = Reference.Read(stored);
        return Text(reference.Pack).Slice(reference.Start, reference.Length);
    }

    /// <summary>Leaves nothing of a document in its pack; what stands in a row as it is, is the row's.</summary>
    public void Blank(ReadOnlySpan<byte> stored)
    {
        if (!IsReference(stored))
        {
            return;
        }

        var reference = Reference.Read(stored);
        var text = Text(reference.Pack);
        text.Slice(reference.Start, reference.Length).Fill((byte)' ');
        if (reference.Pack != _gathering)
        {
            Update.Bind(1, reference.Pack).Bind(2, Packing.Pack([], text)).Execute();
        }
    }

    private Span<byte> Gathered => _gathered.GetBuffer().AsSpan(0, (int)_gathered.Length);

    private static bool IsReference(ReadOnlySpan<byte> stored) => stored.Length == ReferenceLength && stored[0] == ReferenceMark;

    private void Begin()
    {
        _gathering = null;
        _gathered.SetLength(0);
    }

    /// <summary>The documents of a pack. Reads often come for several of one pack, so the last is kept.</summary>
    private Span<byte> Text(long pack)
    {
        if (pack == _gathering)
        {
            return Gathered;
        }

        if (_last is not { } last || last.Pack != pack)
        {
            var isThere = Select.Bind(1, pack).Step();
            var text = isThere ? Packing.Unpack(Select.Bytes(1), (int)Select.Long(0)) : null;
            Select.Reset();
            _last = last = (pack, text ?? throw Damage(pack, isThere));
        }

        return last.Text;
    }

    private StoreException Damage(long pack, bool isThere) =>
        new($"{database.Path}: the pack of orders {pack} is {(isThere ? "damaged" : "not there")}.") { IsDamaged = true };

    /// <summary>Where a document stands.</summary>
    private readonly record struct Reference(long Restaurant, long Pack, int Start, int Length)
    {
        public static Reference Read(ReadOnlySpan<byte> bytes) => new(
            BinaryPrimitives.ReadInt64BigEndian(bytes[1..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[9..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[17..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[21..]));

        public void Write(Span<byte> bytes)
        {
            bytes[0] = ReferenceMark;
            BinaryPrimitives.WriteInt64BigEndian(bytes[1..], Restaurant);
            BinaryPrimitives.WriteInt64BigEndian(bytes[9..], Pack);
            BinaryPrimitives.WriteInt32BigEndian(bytes[17..], Start);
            BinaryPrimitives.WriteInt32BigEndian(bytes[21..], Length);
        }
    }
}
