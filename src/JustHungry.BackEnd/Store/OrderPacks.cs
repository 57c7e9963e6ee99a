using System.Buffers;
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
/// Documents are gathered in memory and go to the table when they are enough. The primary attaches the packs to their entry, and the
/// others take them as they are (<see cref="StoreFeatures.AttachedOrders"/>); where entries bring documents in their records, each
/// store packs those of a transaction. A pack is unpacked whole to read one order of it, some 40 µs: so it is no larger, though larger
/// ones would be shorter.
/// </remarks>
internal sealed class OrderPacks(Database database)
{
    /// <summary>A pack takes no further document once it has this many bytes.</summary>
    private const int FullPack = 32 * 1024;

    private readonly MemoryStream _gathered = new();
    private readonly ArrayBufferWriter<byte> _attachment = new();
    private long? _gathering;
    private bool _isAttaching;
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
        DocumentPlace.IsInRow(stored) ? DocumentPlace.ReadRestaurant(stored) : RestaurantKey.OfDocument(stored);

    /// <summary>Takes an order's document as its record has it, and returns what is to stand in its row.</summary>
    /// <param name="n">The order's number.</param>
    /// <param name="restaurant">Its restaurant's key.</param>
    /// <param name="document">Its document, or where that is in what was attached.</param>
    /// <param name="buffer">Room for a reference.</param>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    public ReadOnlySpan<byte> Add(long n, long restaurant, ReadOnlySpan<byte> document, Span<byte> buffer)
    {
        if (DocumentPlace.IsInRecord(document))
        {
            DocumentPlace.Parse(document).Write(restaurant, buffer);
        }
        else if (IsOn)
        {
            Gather(n, document).Write(restaurant, buffer);
        }
        else
        {
            return document;
        }

        return buffer;
    }

    /// <summary>Takes the document of an order that is being decided, for the attachment of its entry.</summary>
    /// <param name="n">The order's number.</param>
    /// <param name="document">Its document.</param>
    /// <param name="reference">Room for <see cref="DocumentPlace.LongestText"/>: what is to stand in the record.</param>
    /// <returns>The reference's length.</returns>
    public int Attach(long n, ReadOnlySpan<byte> document, Span<byte> reference)
    {
        _isAttaching = true;
        return Gather(n, document).Format(reference);
    }

    /// <summary>What is to be attached to the entry that ends here.</summary>
    public ReadOnlyMemory<byte> TakeAttachment()
    {
        if (!_isAttaching)
        {
            return default;
        }

        Write();
        var attachment = _attachment.WrittenSpan.ToArray();
        EndAttachment();
        return attachment;
    }

    /// <summary>Puts what was attached to an entry into the table, in the open transaction.</summary>
    /// <exception cref="InvalidDataException">It is not as <see cref="TakeAttachment"/> makes it.</exception>
    public void Put(ReadOnlySpan<byte> attachment)
    {
        while (!attachment.IsEmpty)
        {
            var pack = AttachedPack.Read(attachment, out var bytes);
            Put(pack, bytes);
            attachment = attachment[(AttachedPack.Size + bytes.Length)..];
        }
    }

    /// <summary>Puts what was gathered into the table, in the open transaction.</summary>
    public void Write()
    {
        if (_gathering is { } n)
        {
            var packed = Packing.Pack(Gathered);
            var pack = new AttachedPack(n, (int)_gathered.Length, packed.Length);
            Put(pack, packed);
            if (_isAttaching)
            {
                pack.Write(_attachment.GetSpan(AttachedPack.Size));
                _attachment.Advance(AttachedPack.Size);
                _attachment.Write(packed);
            }

            Begin();
        }
    }

    /// <summary>The transaction was rolled back.</summary>
    public void Forget()
    {
        Begin();
        EndAttachment();
        (_last, _hasBegun) = (null, false);
    }

    /// <summary>The document of what stands in a row, as a copy.</summary>
    /// <exception cref="StoreException">It refers to a pack that is not there, or damaged.</exception>
    public byte[] Read(ReadOnlySpan<byte> stored) => Resolve(stored).ToArray();

    /// <summary>The same, valid until the next call; what is no reference is returned as it is.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public ReadOnlySpan<byte> Resolve(ReadOnlySpan<byte> stored)
    {
        if (!DocumentPlace.IsInRow(stored))
        {
            return stored;
        }

        var place = DocumentPlace.Read(stored);
        return Document(place, Text(place.Pack));
    }

    /// <summary>Leaves nothing of a document in its pack; what stands in a row as it is, is the row's.</summary>
    public void Blank(ReadOnlySpan<byte> stored)
    {
        if (!DocumentPlace.IsInRow(stored))
        {
            return;
        }

        var place = DocumentPlace.Read(stored);
        var text = Text(place.Pack);
        Document(place, text).Fill((byte)' ');
        if (place.Pack != _gathering)
        {
            Update.Bind(1, place.Pack).Bind(2, Packing.Pack(text)).Execute();
        }
    }

    private Span<byte> Gathered => _gathered.GetBuffer().AsSpan(0, (int)_gathered.Length);

    private DocumentPlace Gather(long n, ReadOnlySpan<byte> document)
    {
        _gathering ??= n;
        var place = new DocumentPlace(_gathering.Value, (int)_gathered.Length, document.Length);
        _gathered.Write(document);
        if (_gathered.Length >= FullPack)
        {
            Write();
        }

        return place;
    }

    private void Put(AttachedPack pack, ReadOnlySpan<byte> packed)
    {
        if (!_hasBegun)
        {
            Schema.BeginPackedOrders(database);
            _hasBegun = true;
        }

        Insert.Bind(1, pack.Number).Bind(2, pack.Length).Bind(3, packed).Execute();
    }

    private void EndAttachment()
    {
        _isAttaching = false;
        _attachment.ResetWrittenCount();
    }

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

    private Span<byte> Document(DocumentPlace place, Span<byte> text) =>
        place.Start <= text.Length - place.Length ? text.Slice(place.Start, place.Length) : throw Damage(place.Pack, isThere: true);

    private StoreException Damage(long pack, bool isThere) =>
        new($"{database.Path}: the pack of orders {pack} is {(isThere ? "damaged" : "not there")}.") { IsDamaged = true };
}
