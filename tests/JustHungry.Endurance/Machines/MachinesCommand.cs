using System.CommandLine;
using JustHungry.Commands;
using JustHungry.Processes;

namespace JustHungry.Endurance.Machines;

/// <summary><c>bin/machines</c>: a town over three machines, and what befalls them.</summary>
internal static class MachinesCommand
{
    public static Command Create(TimeProvider time)
    {
        var rounds = SharedOptions.Number("--rounds", "How often each fault comes.", 10, 1, 10_000);
        var faults = new Option<string[]>("--faults")
        {
            Description = $"Which: {string.Join(", ", MachineFault.All.Select(fault => $"{fault.Name} ({fault.Meaning})"))}. Default: all.",
            HelpName = "NAME …",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. MachineFault.All.Select(fault => fault.Name)],
        };
        faults.AcceptOnlyFromAmong([.. MachineFault.All.Select(fault => fault.Name)]);
        var inside = new Option<string?>("--inside") { Hidden = true };
        var command = new Command("machines", "Let things befall a town over three machines (network namespaces; needs root).") { rounds, faults, inside };
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(withParent: false);
            var program = TrialTown.BuiltProgram();
            try
            {
                if (parsed.GetValue(inside) is not { } prefix)
                {
                    return await MachinesRun.RunOutside(
                        ["--rounds", $"{parsed.GetValue(rounds)}", "--faults", .. parsed.GetValue(faults)!], shutdown.Token);
                }
                var chosen = MachineFault.All.Where(fault => parsed.GetValue(faults)!.Contains(fault.Name)).ToList();
                var options = new MachinesOptions(parsed.GetValue(rounds), chosen);
                return await MachinesRun.RunInside(options, prefix, program, time, shutdown.Token) ? CommandLine.Fine : CommandLine.Refused;
            }
            catch (OperationCanceledException)
            {
                throw new RefusedException("it was broken off.");
            }
        });
        return command;
    }
}
