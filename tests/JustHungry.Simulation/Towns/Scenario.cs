using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>A town of three, and everything that may go wrong with it, drawn from one seed.</summary>
internal static class Scenario
{
    private const int Disturbances = 12;
    private static readonly TimeSpan LongestCalm = TimeSpan.FromSeconds(2);

    /// <summary>Runs one seed; throws an <see cref="InvariantException"/> where a promise is broken.</summary>
    /// <returns>How it went: the hash of the trace, and how much happened.</returns>
    public static ScenarioResult Run(int seed, bool keepStory = false)
    {
        using var town = new FoodTown(seed, new TownShape(), keepStory);
        try
        {
            RunIn(town);
        }
        catch (InvariantException broken)
        {
            throw new InvariantException($"seed {seed}: {broken.Message}\n{string.Join('\n', town.World.Story?.TakeLast(80) ?? [])}");
        }
        return new ScenarioResult(town.World.TraceHash, town.History.Answers, town.Log.Entries.Count);
    }

    private static void RunIn(FoodTown town)
    {
        var world = town.World;
        town.Open();
        town.Network.Faults = new NetworkFaults(
            Seldom(world) * 0.3, TimeSpan.FromMilliseconds(1 + (Seldom(world) * 100)));
        town.Log.UnknownAnswers = Seldom(world) * 0.2;
        for (var i = 0; i < Disturbances; i++)
        {
            world.RunFor(world.Between(TimeSpan.Zero, LongestCalm));
            Disturb(town);
        }
        if (!town.Heal())
        {
            throw new InvariantException("There is no progress after everything was healed.");
        }
        var failed = town.Replicas.Select(node => node.Loop).Concat(town.FrontEnds.Select(node => node.Loop))
            .Concat(town.Clients.Select(client => client.Loop)).FirstOrDefault(loop => loop.Failure is not null);
        if (failed is not null)
        {
            throw new InvariantException($"{failed.Name} failed: {failed.Failure}");
        }
        town.History.Check(town);
    }

    /// <summary>From 0 to 1, and small in most towns: in the worst network little happens that could go wrong.</summary>
    private static double Seldom(World world) => Math.Pow(world.Random.NextDouble(), 3);

    private static void Disturb(FoodTown town)
    {
        var world = town.World;
        var replica = town.Replicas[world.Random.Next(town.Replicas.Count)];
        var frontEnd = town.FrontEnds[world.Random.Next(town.FrontEnds.Count)];
        switch (world.Random.Next(12))
        {
            case 0 or 1:
                (town.Primary ?? replica).Kill();
                break;
            case 2:
                replica.Kill();
                break;
            case 3:
                world.Tell($"{replica.Loop.Name} is paused");
                replica.Loop.Pause();
                break;
            case 4:
                town.Log.IsDown = !town.Log.IsDown;
                world.Tell($"the log is {(town.Log.IsDown ? "down" : "up")}");
                break;
            case 5 when frontEnd.Loop.IsAlive:
                frontEnd.Kill();
                break;
            default:
                replica.Loop.Resume();
                if (!replica.IsUp)
                {
                    town.Start(replica);
                }
                if (!frontEnd.Loop.IsAlive)
                {
                    frontEnd.Start();
                }
                break;
        }
    }
}

/// <summary>How a seed went. Immutable.</summary>
internal sealed record ScenarioResult(string TraceHash, int Answers, int Entries);
