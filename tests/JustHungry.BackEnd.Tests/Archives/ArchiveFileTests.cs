using JustHungry.BackEnd.Archives;
using JustHungry.BackEnd.Store;
using JustHungry.BackEnd.Tests.Store;
using Xunit;

namespace JustHungry.BackEnd.Tests.Archives;

public sealed class ArchiveFileTests : IDisposable
{
    private readonly TestStores _stores = new();

    public ArchiveFileTests()
    {
        _stores.AddRestaurant("ask");
        var token = _stores.AddCustomer();
        for (var i = 0; i < 20; i++)
        {
            _stores.AddOrder(token);
        }
    }

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task What_was_written_is_received_whole_and_is_the_store()
    {
        var (bytes, manifest) = await TestArchive.Of(_stores);
        var path = _stores.PathOf("received");

        // Reads of any size: the seal may come in pieces.
        Assert.Equal(manifest, await ArchiveFile.Receive(new Dribble(bytes, 1_000), bytes.Length, path, _ => { }, default));

        Assert.Equal(manifest, await ArchiveFile.Verify(path, _ => { }, default));
        Assert.Equal(manifest, ArchiveFile.ReadManifest(path));
        ArchiveFile.CutSeal(path, manifest);
        using var store = _stores.Open("received");
        Assert.Equal(_stores.Primary.Applied.Head, store.Applied.Head);
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(store));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(-1)]
    [InlineData(-86)]
    [InlineData(-4_096)]
    public async Task One_that_is_cut_off_is_refused(int at)
    {
        var (bytes, _) = await TestArchive.Of(_stores);
        var cut = bytes[..(at > 0 ? at : bytes.Length + at - (at == 0 ? bytes.Length : 0))];
        var path = _stores.PathOf("cut");

        await Assert.ThrowsAsync<InvalidDataException>(() => ArchiveFile.Receive(new MemoryStream(cut), bytes.Length, path, _ => { }, default));
        await Assert.ThrowsAsync<InvalidDataException>(() => ArchiveFile.Verify(path, _ => { }, default));
    }

    [Fact]
    public async Task One_in_which_any_bit_has_changed_is_refused()
    {
        var (bytes, _) = await TestArchive.Of(_stores);
        var random = new Random(1);
        int[] places = [0, 4_095, 4_096, bytes.Length - 4_096, bytes.Length - 4_090, bytes.Length - 86, bytes.Length - 30, bytes.Length - 1];
        foreach (var place in places.Concat(Enumerable.Range(0, 20).Select(_ => random.Next(bytes.Length))))
        {
            bytes[place] ^= 1;
            var error = await Record.ExceptionAsync(() => ArchiveFile.Receive(
                new MemoryStream(bytes), bytes.Length, _stores.PathOf("changed"), _ => { }, default));
            Assert.True(error is InvalidDataException, $"A change at {place} of {bytes.Length} went unnoticed.");
            bytes[place] ^= 1;
        }
    }

    [Fact]
    public async Task One_that_holds_something_else_than_its_manifest_says_is_refused()
    {
        var (bytes, _) = await TestArchive.Of(_stores, lineage: new string('f', 32));
        await File.WriteAllBytesAsync(_stores.PathOf("lies"), bytes, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ArchiveFile.Verify(_stores.PathOf("lies"), _ => { }, default));

        Assert.Contains("manifest", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restored_store_is_a_lineage_of_its_own_at_the_same_position()
    {
        var (bytes, manifest) = await TestArchive.Of(_stores);
        await File.WriteAllBytesAsync(_stores.PathOf("archive"), bytes, TestContext.Current.CancellationToken);
        var folder = Directory.CreateDirectory(_stores.PathOf("replica-1")).FullName;
        var lineage = new string('e', 32);

        var head = await RestoredStore.Make(_stores.PathOf("archive"), manifest, folder, lineage, default);

        Assert.Equal((lineage, manifest.Position, manifest.Hash), (head.Lineage, head.Position, head.Hash));
        using var store = _stores.Open(Path.Combine("replica-1", "store.db"));
        Assert.Equal(head, store.Applied.Head);
        Assert.Equal(_stores.Primary.Applied.View!.Number, store.Applied.View!.Number);
        Assert.NotEqual(_stores.Primary.Applied.View.Primary.Id, store.Applied.View.Primary.Id);
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(store));
    }

    [Fact]
    public async Task A_damaged_database_is_found_though_its_checksum_is_right()
    {
        var path = _stores.PathOf("damaged.db");
        var at = _stores.Primary.SnapshotTo(path);
        var database = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        database.AsSpan(8_192, 4_096).Fill(0x5a);
        var manifest = new ArchiveManifest(1, at.Head.Lineage, at.Head.Position, at.Head.Hash, 1, at.Time, _stores.Now, database.Length, null);
        await using (var file = File.Create(_stores.PathOf("damaged")))
        {
            using var bytes = new MemoryStream(database);
            await ArchiveFile.Write(buffer => bytes.Read(buffer.Span), manifest, file, default);
        }

        await ArchiveFile.CheckSum(_stores.PathOf("damaged"), _ => { }, default);
        await Assert.ThrowsAsync<InvalidDataException>(() => ArchiveFile.Verify(_stores.PathOf("damaged"), _ => { }, default));
    }

    /// <summary>Gives at most so many bytes at a time.</summary>
    private sealed class Dribble(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(most, buffer.Length)], cancellationToken);
    }
}
