using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JustHungry.Ordering.Orders;

namespace JustHungry.BackEnd.Store;

/// <summary>Makes public JSON out of rows. An order's frozen document is not read, only continued.</summary>
internal static partial class Rendering
{
    private const byte CloseObject = (byte)'}';

    /// <summary>An order as the public API shows it: its document, then <c>status</c> and <c>history</c>.</summary>
    /// <param name="document">The frozen document, a JSON object.</param>
    /// <param name="history">One change or more; the last is where the order stands.</param>
    public static byte[] Order(ReadOnlySpan<byte> document, IReadOnlyList<OrderChange> history)
    {
        var buffer = new byte[document.Length + OrderRoom(history)];
        var length = Order(document, history, buffer);
        Array.Resize(ref buffer, length);
        return buffer;
    }

    /// <summary>The first change of every order, alone.</summary>
    public static OrderChange Placed(DateTimeOffset at) => new(1, OrderStatus.Placed, at, Actor.Customer);

    /// <summary>A change as it stands in a history.</summary>
    public static int Change(OrderChange change, Span<byte> utf8)
    {
        var length = 0;
        Append("{\"status\":\""u8, utf8, ref length);
        AppendText(change.Status.Code(), utf8, ref length);
        Append("\",\"at\":\""u8, utf8, ref length);
        OrderDocument.FormatTime(change.At, utf8[length..]);
        length += OrderDocument.TimeLength;
        Append("\",\"actor\":\""u8, utf8, ref length);
        AppendText(change.Actor.Code(), utf8, ref length);
        Append("\""u8, utf8, ref length);
        if (ChangeDetails.Text(change.Detail) is { } detail)
        {
            // The members of the one object go on in the other.
            Append(","u8, utf8, ref length);
            length += Encoding.UTF8.GetBytes(detail.AsSpan(1, detail.Length - 2), utf8[length..]);
        }

        Append("}"u8, utf8, ref length);
        return length;
    }

    /// <summary>
    /// A customer's token. Derived from the key under which they registered, so that a repeated registration is told
    /// the same one while log and stores have only its hash.
    /// </summary>
    public static string Token(ReadOnlySpan<byte> secret, string commandId)
    {
        var hash = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"customer-token\n{commandId}\n"));
        return $"jh_{Base64Url.EncodeToString(hash)}";
    }

    /// <summary>SHA-256 of a token.</summary>
    public static byte[] TokenHash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>A registration's answer. The token is told where it is ours, not where the caller made one.</summary>
    public static byte[] Customer(Guid id, string? token) => Encoding.UTF8.GetBytes(
        token is null ? $"{{\"id\":\"{id}\"}}" : $"{{\"id\":\"{id}\",\"token\":\"{token}\"}}");

    private static int OrderRoom(IReadOnlyList<OrderChange> history)
    {
        var room = 128;
        foreach (var change in history)
        {
            room += change.Detail == ChangeDetail.None ? 128 : 256 + (6 * (change.Detail.Note?.Length ?? 0));
        }

        return room;
    }

    /// <summary>What was promised last; null: nothing.</summary>
    private static DateTimeOffset? Promised(IReadOnlyList<OrderChange> history)
    {
        for (var index = history.Count - 1; index > 0; index--)
        {
            if (history[index].Detail.PromisedAt is { } promised)
            {
                return promised;
            }
        }

        return null;
    }

    private static int Order(ReadOnlySpan<byte> document, IReadOnlyList<OrderChange> history, Span<byte> utf8)
    {
        if (document[^1] != CloseObject)
        {
            throw new InvalidDataException("An order's document is not a JSON object.");
        }

        var length = 0;
        Append(document[..^1], utf8, ref length);
        Append(",\"status\":\""u8, utf8, ref length);
        AppendText(history[^1].Status.Code(), utf8, ref length);
        if (Promised(history) is { } promised)
        {
            Append("\",\"promisedAt\":\""u8, utf8, ref length);
            OrderDocument.FormatTime(promised, utf8[length..]);
            length += OrderDocument.TimeLength;
        }

        Append("\",\"history\":["u8, utf8, ref length);
        for (var index = 0; index < history.Count; index++)
        {
            if (index > 0)
            {
                Append(","u8, utf8, ref length);
            }

            length += Change(history[index], utf8[length..]);
        }

        Append("]}"u8, utf8, ref length);
        return length;
    }

    private static void Append(ReadOnlySpan<byte> bytes, Span<byte> utf8, ref int length)
    {
        bytes.CopyTo(utf8[length..]);
        length += bytes.Length;
    }

    private static void AppendText(string text, Span<byte> utf8, ref int length) =>
        length += Encoding.ASCII.GetBytes(text, utf8[length..]);
}
