using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using JustHungry.Simulation.Planted;

namespace JustHungry.Simulation.Program;

/// <summary>What <c>bin/simulate</c> is asked to do. Immutable.</summary>
internal sealed record SimulateOptions
{
    public const string Help = """
        Simulates whole towns, each from its seed, and checks everything that Just Hungry promises.

        bin/simulate [--seeds N | --minutes M] [--seed FIRST] [--trace] [--jobs J] [--planted BUG]

          --seeds N      how many seeds, 1 or more. Default: 100
          --minutes M    as many seeds as fit into so many minutes
          --seed FIRST   the first seed, 0 or more. Default: 1
          --trace        tells everything that happens in each
          --jobs J       towns at the same time, 1 to 256. Default: the processors of this machine
          --planted BUG  with a bug planted into the town: is it found?

        Exit code 0: every promise was kept; the last line is the hash of what happened in the last seed. 1: one was broken.
        2: this was not understood.
        """;

    private const int MostJobs = 256;
    private const double MostMinutes = 100_000;

    /// <summary>How many seeds; null where time is what ends it.</summary>
    public int? Seeds { get; init; } = 100;

    /// <summary>For how long; null where the number of seeds is what ends it.</summary>
    public TimeSpan? Time { get; init; }

    public int First { get; init; } = 1;

    public bool Trace { get; init; }

    public int Jobs { get; init; } = Math.Min(Environment.ProcessorCount, MostJobs);

    /// <summary>The bug that is planted; null: none.</summary>
    public string? Planted { get; init; }

    public bool IsHelp { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <param name="problem">Where it cannot be understood: why, in one line.</param>
    public static bool TryRead(
        string[] args, [NotNullWhen(true)] out SimulateOptions? options, [NotNullWhen(false)] out string? problem)
    {
        options = new SimulateOptions();
        problem = null;
        for (var i = 0; i < args.Length && problem is null; i++)
        {
            if (args[i] is "--trace" or "--help" or "-h")
            {
                options = args[i] == "--trace" ? options with { Trace = true } : options with { IsHelp = true };
            }
            else if (i + 1 == args.Length && IsKnown(args[i]))
            {
                problem = $"simulate: {args[i]} needs a value.";
            }
            else
            {
                options = Read(options, args[i], i + 1 < args.Length ? args[++i] : "", out problem);
            }
        }
        if (problem is null && options is { Seeds: { } seeds, Time: null } && options.First > int.MaxValue - seeds)
        {
            problem = $"simulate: seeds end at {int.MaxValue}.";
        }
        options = problem is null ? options : null;
        return options is not null;
    }

    private static bool IsKnown(string option) => option is "--seeds" or "--seed" or "--minutes" or "--jobs" or "--planted";

    private static SimulateOptions Read(SimulateOptions options, string option, string value, out string? problem)
    {
        problem = null;
        switch (option)
        {
            case "--seeds" when Number(value, 1, int.MaxValue) is { } seeds:
                return options with { Seeds = seeds };
            case "--seed" when Number(value, 0, int.MaxValue) is { } first:
                return options with { First = first };
            case "--jobs" when Number(value, 1, MostJobs) is { } jobs:
                return options with { Jobs = jobs };
            case "--minutes" when double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes)
                && minutes is > 0 and <= MostMinutes:
                return options with { Seeds = null, Time = TimeSpan.FromMinutes(minutes) };
            case "--planted" when PlantedBugs.All.ContainsKey(value):
                return options with { Planted = value };
            case "--planted":
                problem = $"simulate: no bug is called \"{value}\"; there are {string.Join(", ", PlantedBugs.All.Keys)}.";
                return options;
            default:
                problem = IsKnown(option)
                    ? $"simulate: {option} does not take \"{value}\"; see --help."
                    : $"simulate: \"{option}\" is no option; see --help.";
                return options;
        }
    }

    private static int? Number(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number : null;
}
