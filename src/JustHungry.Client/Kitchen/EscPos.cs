using System.Text;

namespace JustHungry.Client.Kitchen;

/// <summary>Tickets as receipt printers understand them (ESC/POS): the commands that all of them have, and no others.</summary>
internal static class EscPos
{
    private const byte Escape = 0x1B;
    private const byte Group = 0x1D;
    private const byte EuroInPc858 = 0xD5;
    private const byte Pc858 = 19;
    private const int FeedLines = 4;

    /// <summary>Resets the printer, prints the ticket, feeds it out and cuts it.</summary>
    public static byte[] Bytes(IReadOnlyList<TicketLine> ticket)
    {
        var bytes = new List<byte> { Escape, (byte)'@', Escape, (byte)'t', Pc858 };
        foreach (var line in ticket)
        {
            bytes.AddRange([Escape, (byte)'E', line.Bold ? (byte)1 : (byte)0]);
            bytes.AddRange(Letters(line.Text));
            bytes.Add((byte)'\n');
        }

        bytes.AddRange([Escape, (byte)'d', FeedLines, Group, (byte)'V', 66, 0]);

        // GS r 1 is answered in its turn, so the answer says that all before it has been printed.
        bytes.AddRange([Group, (byte)'r', 1]);
        return [.. bytes];
    }

    /// <summary>As plain text, for a file.</summary>
    public static byte[] Text(IReadOnlyList<TicketLine> ticket) =>
        Encoding.UTF8.GetBytes(string.Concat(ticket.Select(line => line.Text.TrimEnd() + "\n")) + "\n\f\n");

    /// <summary>Letters of code page 858; what it lacks is a question mark.</summary>
    private static IEnumerable<byte> Letters(string text)
    {
        foreach (var letter in text)
        {
            yield return letter switch
            {
                >= ' ' and <= '~' => (byte)letter,
                '’' or '‘' => (byte)'\'',
                '“' or '”' => (byte)'"',
                '–' or '—' => (byte)'-',
                '€' => EuroInPc858,
                _ when Upper.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at && letter != ' ' => (byte)(FirstUpper + at),
                _ => (byte)'?',
            };
        }
    }

    /// <summary>What code page 858 has from 0x80 on; spaces stand for frames and the like.</summary>
    private const string Upper =
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»     ÁÂÀ©    ¢¥       ãÃ       ¤ðÐÊËÈ ÍÎÏ    ¦Ì ÓßÔÒõÕµþÞÚÛÙýÝ¯´ ±  ¶§ ¸°¨·¹³²";

    private const int FirstUpper = 0x80;
}
