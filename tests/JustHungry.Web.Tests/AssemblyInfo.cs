using JustHungry.Web.Tests.Town;

// One town and one browser for all; a machine of two cores can be asked to run one journey at a time truthfully.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(WebTown))]
