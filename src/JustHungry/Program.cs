using System.CommandLine;
using JustHungry.Client;
using JustHungry.Client.Kitchen;
using JustHungry.Commands;

// Threads of the pool that look for work for a while before they sleep take it from the other processes of a small machine. It helps a
// front end, which has something to do at any moment, a little; the others have it in batches.
if (args is ["replica" or "name-server" or "front-end", ..])
{
    AppContext.SetData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit", args[0] == "front-end" ? 4 : 0);
}

// The composition root: the one place where the machine's clock is taken.
var time = TimeProvider.System;

return await CommandLine.Run(
    new RootCommand("Just Hungry: food ordering that keeps taking orders while its servers die.")
    {
        UpCommand.Create(time),
        NameServerCommand.Create(time),
        ReplicaCommand.Create(time),
        FrontEndCommand.Create(time),
        ClientCommand.Create(),
        KitchenCommand.Create(),
        ClusterCommand.Create(time),
        DoctorCommand.Create(time),
        BackupCommand.Create(time),
        RestoreCommand.Create(time),
        OperatorCommand.Create(time),
        RestaurantCommand.Create(time),
        BenchCommand.Create(time),
    },
    args);
