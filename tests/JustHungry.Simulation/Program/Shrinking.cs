using System.Text;
using JustHungry.Simulation.Planted;
using JustHungry.Simulation.Seams;
using JustHungry.Simulation.Towns;

namespace JustHungry.Simulation.Program;

/// <summary>Looks for less that still breaks a promise: fewer mishaps, better weather, fewer people.</summary>
internal sealed class Shrinking(Func<Planting> planting, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private const int LastLines = 60;

    private long _begun;

    /// <summary>The shortest run that was found in half a minute, with its story.</summary>
    public ScenarioResult Shorten(ScenarioResult broken)
    {
        _begun = time.GetTimestamp();
        var best = broken;
        bool isShorter;
        do
        {
            isShorter = false;
            foreach (var plan in Simpler(best.Plan))
            {
                if (time.GetElapsedTime(_begun) > Limit)
                {
                    break;
                }
                if (Scenario.Run(plan, planting()) is { Broken: not null } found)
                {
                    best = found;
                    isShorter = true;
                    break;
                }
            }
        }
        while (isShorter && time.GetElapsedTime(_begun) <= Limit);
        return Scenario.Run(best.Plan, planting(), keepStory: true);
    }

    /// <summary>The plan, and the end of the story, for people.</summary>
    public static string Tell(ScenarioResult broken)
    {
        var plan = broken.Plan;
        var text = new StringBuilder();
        text.AppendLine($"{plan.Replicas} replicas, {plan.FrontEnds} front ends, {plan.Customers} customers"
            + (plan.JoinsAt is { } at ? FormattableString.Invariant($"; the last replica joins at {at.TotalSeconds:F2} s") : "")
            + (plan.Core > 0 ? $"; a core of {plan.Core} is healed" : ""));
        text.AppendLine($"weather: {plan.Weather}");
        text.AppendLine(plan.Mishaps.Count == 0 ? "no mishaps" : "mishaps:");
        foreach (var mishap in plan.Mishaps)
        {
            text.AppendLine($"  {mishap}");
        }
        var lines = broken.Story.Count > LastLines ? broken.Story.Skip(broken.Story.Count - LastLines) : broken.Story;
        text.AppendLine(broken.Story.Count > LastLines ? $"the last {LastLines} of {broken.Story.Count} events:" : "events:");
        foreach (var line in lines)
        {
            text.AppendLine(line);
        }
        text.Append($"seed {plan.Seed}: {broken.Broken}");
        return text.ToString();
    }

    /// <summary>Plans with one thing less, the greatest savings first.</summary>
    private static IEnumerable<Plan> Simpler(Plan plan)
    {
        for (var size = plan.Mishaps.Count; size >= 1; size /= 2)
        {
            for (var from = 0; from < plan.Mishaps.Count; from += size)
            {
                yield return plan with { Mishaps = [.. plan.Mishaps.Where((_, i) => i < from || i >= from + size)] };
            }
        }
        foreach (var weather in Better(plan.Weather))
        {
            if (weather != plan.Weather)
            {
                yield return plan with { Weather = weather };
            }
        }
        if (plan.JoinsAt is not null)
        {
            yield return plan with { JoinsAt = null };
        }
        if (plan.Core != 0)
        {
            yield return plan with { Core = 0 };
        }
        if (plan.Customers > 1)
        {
            yield return plan with { Customers = plan.Customers - 1 };
        }
        if (plan.Replicas > 3)
        {
            yield return plan with { Replicas = plan.Replicas - 1 };
        }
        if (plan.Length > TimeSpan.FromSeconds(1))
        {
            yield return plan with { Length = plan.Length / 2 };
        }
    }

    private static IEnumerable<Weather> Better(Weather weather) =>
    [
        weather with { Network = NetworkFaults.None with { Late = 0 } },
        weather with { Network = weather.Network with { Lost = 0 } },
        weather with { Network = weather.Network with { Doubled = 0 } },
        weather with { Network = weather.Network with { Late = 0 } },
        weather with { Network = weather.Network with { Resets = 0 } },
        weather with { UnknownAdvances = 0 },
        weather with { LateDoubles = 0 },
        weather with { StoreErrors = 0 },
        weather with { DamagedSnapshots = 0 },
        weather with { Drift = 0 },
        weather with { PageEntries = 64 },
    ];
}
