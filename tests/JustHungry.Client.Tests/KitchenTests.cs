using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using JustHungry.Client.Kitchen;
using Microsoft.Extensions.Time.Testing;

namespace JustHungry.Client.Tests;

/// <summary>Tickets, the printer, its journal, and the bell.</summary>
public sealed class KitchenTests : IDisposable
{
    private const string OrderJson = """
        {
          "id": "0192f0c1-6a3e-7c4b-9d58-2f6f0f8f5a12", "number": "17", "restaurant": "jade-weir", "restaurantName": "Jade Weir",
          "service": "delivery", "status": "accepted",
          "deliverTo": { "name": "Ada Lovelace", "lines": ["The very long house name, 12 Upper South Street"], "town": "Durham", "postcode": "DH1 3LE", "phone": "0191 498 0000" },
          "lines": [
            { "item": "duck", "name": "Crispy aromatic duck with pancakes and hoisin sauce", "variation": { "id": "half", "name": "Half", "price": 1650, "kitchenNumber": "42b" },
              "modifiers": [ { "id": "pancakes", "name": "Extra pancakes", "quantity": 2, "price": 150, "allergens": { "contains": ["gluten"], "mayContain": [] }, "modifiers": [] } ],
              "quantity": 12, "unitPrice": 1950, "total": 23400, "vatRate": 2000, "allergens": { "contains": ["gluten", "sesame", "soya"], "mayContain": ["peanuts", "nuts", "celery", "mustard"] },
              "note": "no spring onions on one of them, please, and cut it small" },
            { "item": "set-dinner", "name": "Set dinner", "variation": null, "modifiers": [], "quantity": 1, "unitPrice": 3200, "total": 3200, "vatRate": 2000,
              "choices": [ { "group": "starters", "item": "rolls", "name": "Spring rolls", "variation": null, "modifiers": [], "quantity": 2, "surcharge": 0, "total": 900, "vatRate": 2000, "allergens": { "contains": [], "mayContain": [] } } ],
              "allergens": { "contains": [], "mayContain": [] }, "note": null }
          ],
          "totals": { "items": 26600, "discount": 500, "delivery": 250, "smallOrderCharge": 0, "tip": 100 }, "total": 26450, "currency": "GBP",
          "vat": [ { "rate": 2000, "total": 26350, "vat": 4392 } ], "ageCheck": true,
          "placedAt": "2026-03-11T18:00:00.000Z", "expectedAt": "2026-03-11T18:40:00.000Z", "promisedAt": "2026-03-11T18:45:00.000Z",
          "history": [ { "status": "placed", "at": "2026-03-11T18:00:00.000Z", "actor": "customer" } ]
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-kitchen-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 11, 18, 5, 0, TimeSpan.Zero));

    [Fact]
    public void A_ticket_has_forty_two_columns_and_says_everything_with_its_allergens()
    {
        var ticket = Ticket.Of(Order(), _time, copy: false);
        var text = string.Join(' ', string.Join(' ', ticket.Select(line => line.Text)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.All(ticket, line => Assert.InRange(line.Text.Length, 0, Ticket.Columns));
        foreach (var words in (string[])
        [
            "#17 DELIVERY", "Ada Lovelace", "DH1 3LE", "CHECK AGE", "42b)", "+ 2 x Extra pancakes", "NOTE: no spring onions",
            "Contains: gluten, sesame, soya", "May contain: peanuts", "2 x Spring rolls", "Contains none of the 14 allergens",
            "£264.50", "incl. VAT 20 %", "paid at the door",
        ])
        {
            Assert.Contains(words, text, StringComparison.Ordinal);
        }

        Assert.StartsWith("*** COPY ***", Ticket.Of(Order(), _time, copy: true)[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_printer_gets_letters_of_its_own_code_page_and_is_told_to_cut()
    {
        var bytes = EscPos.Bytes([new TicketLine("Crème brûlée £5", Bold: true)]);

        Assert.Equal([0x1B, (byte)'@'], bytes[..2]);
        Assert.Contains("Cr\u008ame br\u0096l\u0082e \u009c5\n", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Contains("\u001dVB\0", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_that_the_printer_took_is_printed()
    {
        using var printer = new TcpListener(IPAddress.Loopback, 0);
        printer.Start();
        var taken = Take(printer, answers: true);

        var outcome = await TicketPrinter.At($"tcp://127.0.0.1:{PortOf(printer)}", TimeProvider.System)
            .Print(Ticket.Of(Order(), _time, copy: false), TestContext.Current.CancellationToken);

        Assert.Equal(PrintOutcome.Printed, outcome);
        Assert.Contains("#17 DELIVERY", Encoding.Latin1.GetString(await taken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_that_broke_off_is_not_known_and_one_that_was_never_sent_can_be_sent_again()
    {
        using var printer = new TcpListener(IPAddress.Loopback, 0);
        printer.Start();
        var address = $"tcp://127.0.0.1:{PortOf(printer)}";
        var broken = Break(printer);

        var outcome = await TicketPrinter.At(address, TimeProvider.System)
            .Print(Ticket.Of(Order(), _time, copy: false), TestContext.Current.CancellationToken);
        await broken;
        printer.Stop();
        var gone = await TicketPrinter.At(address, TimeProvider.System)
            .Print(Ticket.Of(Order(), _time, copy: false), TestContext.Current.CancellationToken);

        Assert.Equal(PrintOutcome.NotKnown, outcome);
        Assert.Equal(PrintOutcome.NotReached, gone);
    }

    [Fact]
    public void The_journal_knows_after_a_crash_what_was_printed_and_what_is_not_known()
    {
        var path = Path.Combine(_folder, "printed", "journal.jsonl");
        using (var journal = PrintJournal.Open(path))
        {
            journal.Sending("one");
            journal.Printed("one");
            journal.Sending("two");
            journal.Sending("three");
            journal.NotSent("three");
            Assert.Throws<OutageException>(() => PrintJournal.Open(path));
        }

        File.AppendAllText(path, "{\"order\":\"fo");
        using var again = PrintJournal.Open(path);

        Assert.Equal(
            [Printing.Printed, Printing.NotKnown, Printing.NotYet, Printing.NotYet],
            ((string[])["one", "two", "three", "four"]).Select(again.Of));
        Assert.Equal(["two"], again.NotKnown);
        again.Sending("four");
        again.Printed("four");
    }

    [Fact]
    public void The_bell_rings_until_somebody_looks()
    {
        var rung = 0;
        var board = new BoardScreenState(_time, () => rung++);
        board.Take(new BoardNews.Board([Order("placed")]));

        for (var second = 0; second < 10; second++)
        {
            board.RingIfNeeded();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(4, rung);
        board.Look();
        _time.Advance(TimeSpan.FromSeconds(10));
        board.RingIfNeeded();
        Assert.Equal(4, rung);
        Assert.False(board.Rings);
    }

    [Fact]
    public void The_board_shows_what_is_open_and_says_when_the_line_is_down()
    {
        var board = new BoardScreenState(_time, () => { });
        board.Take(new BoardNews.Board([Order("placed")]));
        board.Take(new BoardNews.Changed(Order("accepted")));
        Assert.False(board.Rings);
        Assert.Equal("accepted", Assert.Single(board.Orders).Order.Status);

        board.Take(new BoardNews.Interrupted());
        Assert.False(board.IsLive);
        board.Take(new BoardNews.Changed(Order("delivered")));
        Assert.Empty(board.Orders);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static KitchenOrder Order(string status = "accepted") =>
        KitchenOrder.From(JsonElement.Parse(OrderJson.Replace("\"status\": \"accepted\"", $"\"status\": \"{status}\"", StringComparison.Ordinal)));

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>A printer that takes everything and, as those do, answers the question at its end.</summary>
    private static async Task<byte[]> Take(TcpListener listener, bool answers)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var all = new List<byte>();
        var part = new byte[4096];
        while (all.Count < 3 || !all[^3..].SequenceEqual((byte[])[0x1D, (byte)'r', 1]))
        {
            var read = await stream.ReadAsync(part, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, read);
            all.AddRange(part[..read]);
        }

        if (answers)
        {
            await stream.WriteAsync((byte[])[0], TestContext.Current.CancellationToken);
        }

        return [.. all];
    }

    /// <summary>A printer whose line is reset in the middle.</summary>
    private static async Task Break(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await client.GetStream().ReadExactlyAsync(new byte[16], TestContext.Current.CancellationToken);
        client.LingerState = new LingerOption(true, 0);
    }
}
