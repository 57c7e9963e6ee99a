using System.Runtime.InteropServices;
using JustHungry.Simulation.Program;

if (!SimulateOptions.TryRead(args, out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    return 2;
}
if (options.IsHelp)
{
    Console.WriteLine(SimulateOptions.Help);
    return 0;
}
using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return new Simulate(options, TimeProvider.System).Run(stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
