using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using JustHungry.Client.Api;
using JustHungry.Client.Commands;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Kitchen;

/// <summary>kitchen print: a ticket for each accepted order, once, or visibly "not known".</summary>
internal static class PrintCommand
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(5);

    public static Command Create(CommandRunner runner, KitchenOptions who)
    {
        var printer = new Option<string?>("--printer") { Description = "A receipt printer, such as tcp://10.0.0.9:9100.", HelpName = "ADDRESS" };
        var file = new Option<string?>("--file") { Description = "A file that tickets are added to.", HelpName = "FILE" };
        var follow = new Option<bool>("--follow") { Description = "Go on with every order that is accepted." };
        var again = new Option<string?>("--again") { Description = "Print this order again, marked as a copy.", HelpName = "ID" };
        var json = CommandRunner.JsonOption();
        var command = new Command("print", "Print tickets of accepted orders, each once.") { printer, file, follow, again, json };
        runner.On(command, json, run => who.With(run, async (kitchen, visit) =>
        {
            var target = (run.Parsed.GetValue(printer), run.Parsed.GetValue(file)) switch
            {
                ({ } address, null) => TicketPrinter.At(address, run.Context.Time),
                (null, { } path) => TicketPrinter.To(path),
                _ => throw new UsageException("Either --printer or --file"),
            };
            using var journal = PrintJournal.Open(PathOf(visit, kitchen, target));
            var printing = new TicketPrinting(run, kitchen, target, journal);
            return run.Parsed.GetValue(again) is { } order
                ? await printing.Again(await kitchen.IdOf(order, run.Cancel))
                : await printing.All(run.Parsed.GetValue(follow));
        }));
        return command;
    }

    /// <summary>One journal for each kitchen and printer.</summary>
    private static string PathOf(Visit visit, KitchenApi kitchen, TicketPrinter printer)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{kitchen.Restaurant}\n{printer.Name}"));
        return Path.Combine(visit.Town.Folder, "printed", $"{Convert.ToHexStringLower(hash)[..16]}.jsonl");
    }

    /// <summary>One run of printing.</summary>
    private sealed class TicketPrinting(Run run, KitchenApi kitchen, TicketPrinter printer, PrintJournal journal)
    {
        private bool allFine = true;

        public async Task<int> Again(string id)
        {
            var order = await kitchen.Order(id, run.Cancel)
                ?? throw new UsageException($"The kitchen has no order {id}");
            await Print(order, copy: true);
            return allFine ? ExitCodes.Fine : ExitCodes.Refused;
        }

        public async Task<int> All(bool follow)
        {
            foreach (var order in journal.NotKnown)
            {
                Tell(order, "not known", "it was being printed when something broke; look, and print it --again if it is missing");
            }

            await foreach (var news in kitchen.Follow(run.Cancel))
            {
                switch (news)
                {
                    case BoardNews.Refused refused:
                        return run.Refuse(refused.Problem, refused.Answer);
                    case BoardNews.Board board:
                        foreach (var order in board.Orders.Reverse())
                        {
                            await PrintOnce(order);
                        }

                        if (!follow)
                        {
                            return allFine && journal.NotKnown.Count == 0 ? ExitCodes.Fine : ExitCodes.Refused;
                        }

                        break;
                    case BoardNews.Changed changed:
                        await PrintOnce(changed.Order);
                        break;
                }
            }

            return ExitCodes.Fine;
        }

        private async Task PrintOnce(KitchenOrder order)
        {
            var isCooked = order.Order.Status is OrderStatus.Accepted or OrderStatus.Ready or OrderStatus.OnItsWay;
            if (isCooked && journal.Of(order.Order.Id) == Printing.NotYet)
            {
                await Print(order, copy: false);
            }
        }

        private async Task Print(KitchenOrder order, bool copy)
        {
            var ticket = Ticket.Of(order, run.Context.Time, copy);
            while (true)
            {
                journal.Sending(order.Order.Id);
                switch (await printer.Print(ticket, run.Cancel))
                {
                    case PrintOutcome.Printed:
                        journal.Printed(order.Order.Id);
                        Tell(order.Order.Id, "printed", $"#{order.Order.Number}");
                        return;
                    case PrintOutcome.NotKnown:
                        allFine = false;
                        Tell(order.Order.Id, "not known", $"#{order.Order.Number}: look, and print it --again if it is missing");
                        return;
                    default:
                        journal.NotSent(order.Order.Id);
                        run.Note($"{printer.Name} does not answer; #{order.Order.Number} is not printed yet. Trying again …");
                        await Task.Delay(AgainAfter, run.Context.Time, run.Cancel);
                        break;
                }
            }
        }

        private void Tell(string order, string state, string words)
        {
            if (run.Json)
            {
                run.Out.WriteJson($"{{\"order\":\"{order}\",\"state\":\"{state}\"}}");
            }
            else
            {
                run.Out.Write(Line.Of($"{state}  ", state == "printed" ? Tone.Good : Tone.Bad).Add($"{order}  {words}"));
            }
        }
    }
}
