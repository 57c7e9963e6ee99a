using System.CommandLine;
using JustHungry.Commands;
using JustHungry.Endurance;
using JustHungry.Endurance.Friday;
using JustHungry.Endurance.Fuzz;
using JustHungry.Endurance.Machines;
using JustHungry.Endurance.Soak;
using JustHungry.Processes;

// Long trials of a whole town of real processes: bin/friday-night, bin/fuzz, bin/machines and bin/soak.
var time = TimeProvider.System;

return await CommandLine.Run(
    new RootCommand("Long trials of a town of real processes.")
    {
        Trial("fuzz", "Send malformed and mutated requests to every port of a town.", FuzzRun.Run),
        FridayNight(),
        MachinesCommand.Create(time),
        Trial("soak", "Kill, freeze and join at random under customers who check every answer.", SoakRun.Run),
    },
    args);

Command FridayNight()
{
    var standard = new FridayOptions();
    var restaurants = SharedOptions.Number("--restaurants", "Restaurants.", standard.Restaurants, 1, 999);
    var customers = SharedOptions.Number("--customers", "Customers.", standard.Customers, 1, 100_000);
    var orders = SharedOptions.Number("--orders", "Orders that are acknowledged.", standard.Orders, 1, 1_000_000);
    var kills = SharedOptions.Number("--kills", "How often the primary is killed.", standard.Kills, 0, 100);
    var seed = SharedOptions.Number("--seed", "What is drawn.", standard.Seed, 0, int.MaxValue);
    var expiry = SharedOptions.OnOff("--expiry", "Whether to wait, some eleven minutes, until all orders without an answer have expired. Default: on");
    var command = new Command("friday-night", "A town short of everything, thousands of customers, and the primary killed on the way.")
    {
        restaurants, customers, orders, kills, expiry, seed,
    };
    command.SetAction(async parsed =>
    {
        using var shutdown = Shutdown.Listen(withParent: false);
        var options = new FridayOptions
        {
            Restaurants = parsed.GetValue(restaurants),
            Customers = parsed.GetValue(customers),
            Orders = parsed.GetValue(orders),
            Kills = parsed.GetValue(kills),
            AwaitsExpiry = parsed.GetValue(expiry) == "on",
            Seed = parsed.GetValue(seed),
            Say = Console.WriteLine,
        };
        return await FridayRun.Run(options, time, shutdown.Token) ? CommandLine.Fine : CommandLine.Refused;
    });
    return command;
}

Command Trial(string name, string meaning, Func<TrialOptions, TimeProvider, CancellationToken, Task<bool>> run)
{
    var minutes = new Option<double>("--minutes")
    {
        Description = "How long, 0.05–1440. Default: 5",
        HelpName = "M",
        DefaultValueFactory = _ => 5,
    };
    minutes.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0
            && !(double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var value) && value is >= 0.05 and <= 1_440))
        {
            result.AddError($"--minutes must be a number from 0.05 to 1440, not '{result.Tokens[0].Value}'.");
        }
    });
    var seed = SharedOptions.Number("--seed", "What is drawn, and in which order.", 1, 0, int.MaxValue);
    var command = new Command(name, meaning) { minutes, seed };
    command.SetAction(async parsed =>
    {
        using var shutdown = Shutdown.Listen(withParent: false);
        var options = new TrialOptions
        {
            Duration = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
            Seed = parsed.GetValue(seed),
            Say = Console.WriteLine,
        };
        return await run(options, time, shutdown.Token) ? CommandLine.Fine : CommandLine.Refused;
    });
    return command;
}
