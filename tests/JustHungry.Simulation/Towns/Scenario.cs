using JustHungry.Simulation.Planted;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>
/// One run of one plan, in two phases. In the first everything goes wrong that the plan has, and what the town promises must hold.
/// In the second a core is healed, and must make progress, whatever it went through; then everybody is, and must be equal.
/// </summary>
internal static class Scenario
{
    private static readonly TimeSpan TimeToProgress = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>Runs a plan. Never throws for a broken promise: that is part of how it went.</summary>
    public static ScenarioResult Run(Plan plan, Planting planting, bool keepStory = false)
    {
        using var town = new FoodTown(plan, planting, keepStory);
        InvariantException? broken = null;
        try
        {
            RunIn(town);
        }
        catch (InvariantException thrown)
        {
            broken = thrown;
        }
        return new ScenarioResult(
            plan, town.World.TraceHash, town.World.Moment, town.Promises.Answers, town.Log.Entries.Count, town.Contents.Compared,
            (broken ?? town.World.Broken)?.Message, town.World.Story ?? []);
    }

    /// <summary>Runs what a seed stands for, in the product as it is.</summary>
    public static ScenarioResult Run(int seed) => Run(Plan.Draw(seed), Planting.None);

    private static void RunIn(FoodTown town)
    {
        var mayhem = new Mayhem(town);
        town.Open();
        LookAgain(town);
        mayhem.Rage();
        mayhem.HealCore();
        town.Clients.ForEach(client => client.Leave());
        if (!town.World.RunFor(TimeToProgress, () => town.Clients.TrueForAll(client => client.HasLeft)))
        {
            town.World.Break("there is no progress after a core was healed");
            return;
        }
        mayhem.HealAll();
        if (!town.World.RunFor(TimeToProgress, () => IsAtHead(town)))
        {
            town.World.Break("not all come to the head after everything was healed");
            return;
        }
        town.Contents.LookAtAll(town.Replicas);
        town.Orders.Check(key => town.OwnerOf.GetValueOrDefault(key));
        town.World.Tell($"{town.World.Moment} steps, {town.Promises.Answers} answers, {town.Contents.Compared} stores compared");
    }

    private static bool IsAtHead(FoodTown town) => town.Primary is not null && town.Replicas.TrueForAll(
        node => node is { IsUp: true, Replica: not null } && node.Machine?.Applied.Head == town.Log.Head);

    /// <summary>Compares the stores now and then.</summary>
    private static void LookAgain(FoodTown town) => town.World.Schedule(LookEvery, () =>
    {
        town.Contents.LookAtAll(town.Replicas);
        LookAgain(town);
    });
}

/// <summary>How a run went. Immutable.</summary>
/// <param name="Plan">What was run.</param>
/// <param name="TraceHash">Equal for equal runs.</param>
/// <param name="Steps">How much happened.</param>
/// <param name="Answers">How many commands were answered.</param>
/// <param name="Entries">How many entries the log has.</param>
/// <param name="Compared">How many stores were compared with the log.</param>
/// <param name="Broken">The promise that was broken; null where all were kept.</param>
/// <param name="Story">Everything that was told, where it was kept.</param>
internal sealed record ScenarioResult(
    Plan Plan, string TraceHash, long Steps, int Answers, int Entries, int Compared, string? Broken, IReadOnlyList<string> Story);
