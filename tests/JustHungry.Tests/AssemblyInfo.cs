// Every town here is several real processes: one at a time is what a machine of two cores can be asked to run truthfully.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
