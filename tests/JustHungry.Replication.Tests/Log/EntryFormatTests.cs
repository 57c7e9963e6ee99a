using System.Text;
using JustHungry.Replication.Log;
using JustHungry.Replication.Views;
using Xunit;

namespace JustHungry.Replication.Tests.Log;

/// <summary>What is written is read back, packed or not; what no program wrote is refused as such.</summary>
public sealed class EntryFormatTests
{
    private static readonly LogHead Head = EntryFormat.Origin(new string('a', 32));
    private static readonly ReadOnlyMemory<byte>[] Small = [Command(10), Command(20)];
    private static readonly ReadOnlyMemory<byte>[] Large = [.. Enumerable.Range(0, 100).Select(number => Command(1_000 + number))];

    [Theory]
    [InlineData(View.FirstLevel)]
    [InlineData(EntryFormat.PackedLevel)]
    public void What_is_written_is_read_back(int level)
    {
        foreach (var commands in (ReadOnlyMemory<byte>[][])[[], Small, Large, [Command(EntryFormat.CommandBytes)]])
        {
            var entry = Write(commands, level);
            var read = EntryFormat.Read(entry);

            Assert.Equal((1, 7, Head.Hash), (read.Position, read.View, read.Previous));
            Assert.Equal(DateTimeOffset.UnixEpoch, read.Time);
            Assert.Equal(EntryFormat.Hash(entry.Span), read.Hash);
            Assert.Equal(commands.Select(Text), read.Commands.Select(Text));
            Assert.True(read.Attachment.IsEmpty);
        }
    }

    [Theory]
    [InlineData(View.FirstLevel)]
    [InlineData(EntryFormat.PackedLevel)]
    public void What_is_attached_is_read_back_beside_the_commands(int level)
    {
        foreach (var commands in (ReadOnlyMemory<byte>[][])[[], Small, Large])
        {
            foreach (var length in (int[])[1, 2, 100, 100_000])
            {
                var attachment = new byte[length];
                new Random(length).NextBytes(attachment);
                var entry = Write(commands, level, attachment);
                var read = EntryFormat.Read(entry);

                Assert.Equal(commands.Select(Text), read.Commands.Select(Text));
                Assert.Equal(attachment, read.Attachment.ToArray());
                Assert.Equal(EntryFormat.Hash(entry.Span), read.Hash);
                Assert.Contains("\"schema\":3,", Text(entry), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("3")]
    [InlineData("150")]
    [InlineData("9999")]
    [InlineData("99999999999")]
    [InlineData("\"2\"")]
    public void An_attachment_of_another_length_is_refused(string attached)
    {
        foreach (var commands in (ReadOnlyMemory<byte>[][])[[], Small])
        {
            var text = Encoding.Latin1.GetString(Write(commands, EntryFormat.PackedLevel, new byte[2]).Span);

            var changed = Encoding.Latin1.GetBytes(text.Replace("\"attached\":2,", $"\"attached\":{attached},", StringComparison.Ordinal));

            Assert.Throws<FormatException>(() => EntryFormat.Read(changed));
        }
    }

    [Fact]
    public void A_large_entry_is_packed_where_all_replicas_read_that()
    {
        Assert.StartsWith("""{"position":1,"view":7,""", Text(Write(Large, EntryFormat.PackedLevel)), StringComparison.Ordinal);
        Assert.True(Write(Large, EntryFormat.PackedLevel).Length * 5 < Write(Large, View.FirstLevel).Length);
        Assert.Equal(Text(Write(Small, View.FirstLevel)), Text(Write(Small, EntryFormat.PackedLevel)));
    }

    [Fact]
    public void A_view_survives_beside_packed_commands()
    {
        var view = new View(8, new ReplicaIdentity("r", "i", "http://r"), [], EntryFormat.PackedLevel);

        var read = EntryFormat.Read(EntryFormat.Write(Head, 8, DateTimeOffset.UnixEpoch, view, Large, EntryFormat.PackedLevel));

        Assert.Equal(view.Primary, read.NewView!.Primary);
        Assert.Equal(Large.Length, read.Commands.Count);
    }

    [Fact]
    public void Whatever_is_changed_in_a_packed_entry_is_refused_or_changes_a_command_and_so_the_hash()
    {
        var entry = Write(Large, EntryFormat.PackedLevel).ToArray();
        var start = Array.LastIndexOf(entry, (byte)'}', entry.AsSpan().IndexOf("\"br\"}"u8) + 5);
        for (var i = 0; i < entry.Length; i += i < start + 50 ? 1 : 97)
        {
            var changed = entry.ToArray();
            changed[i] ^= 0x10;
            try
            {
                Assert.NotEqual(EntryFormat.Hash(entry), EntryFormat.Read(changed).Hash);
            }
            catch (FormatException)
            {
                // Said as it is meant to be: no other exception may come.
            }
        }
    }

    [Theory]
    [InlineData("[10]")]
    [InlineData("[2000000000,2000000000]")]
    [InlineData("[-5,100000]")]
    [InlineData("[1700000]")]
    [InlineData("[]")]
    public void Sizes_that_are_not_those_of_what_was_packed_are_refused(string sizes)
    {
        var entry = Write(Large, EntryFormat.PackedLevel).Span;
        var from = entry.IndexOf("[1"u8);
        var to = entry.IndexOf("]"u8) + 1;
        byte[] changed = [.. entry[..from], .. Encoding.UTF8.GetBytes(sizes), .. entry[to..]];

        Assert.Contains("no entry of a log", Assert.Throws<FormatException>(() => EntryFormat.Read(changed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_of_a_newer_program_says_so()
    {
        var entry = Encoding.UTF8.GetBytes(
            Text(Write(Small, View.FirstLevel)).Replace("\"schema\":1", $"\"schema\":{EntryFormat.Schema + 1}", StringComparison.Ordinal));

        Assert.Contains("Upgrade it", Assert.Throws<FormatException>(() => EntryFormat.Read(entry)).Message, StringComparison.Ordinal);
    }

    private static ReadOnlyMemory<byte> Write(
        IReadOnlyList<ReadOnlyMemory<byte>> commands, int level, ReadOnlyMemory<byte> attachment = default) =>
        EntryFormat.Write(Head, 7, DateTimeOffset.UnixEpoch, null, commands, level, attachment);

    private static ReadOnlyMemory<byte> Command(int bytes) => Encoding.UTF8.GetBytes($$"""{"id":"{{new string('x', bytes - 9)}}"}""");

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
