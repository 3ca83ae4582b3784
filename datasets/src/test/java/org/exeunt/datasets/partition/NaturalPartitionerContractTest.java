package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Owners;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.PartitionerContract;

class NaturalPartitionerContractTest extends PartitionerContract {
    @Override
    protected Dataset dataset() {
        int[] owners = IntStream.range(0, 1000).map(i -> i % 700 / 70).toArray();
        int[] labels = IntStream.range(0, 1000).map(i -> i / 20 % 3).toArray();
        return LabelledDatasets.of(
                3,
                Arrays.copyOf(labels, 700),
                Arrays.copyOfRange(labels, 700, 1000),
                Optional.of(new Owners(
                        IntStream.range(0, 10).mapToObj(i -> "owner " + i).toList(), owners)));
    }

    @Override
    protected List<PluginChoice<Partitioner>> variants() {
        return List.of(
                natural(Natural.HoldOutSelection.TIME, 3, TestPartitions.split(0.25, 0.1)),
                natural(Natural.HoldOutSelection.RANDOM, 1, TestPartitions.split(0.25, 0.1)),
                natural(0, TestPartitions.split(0.25, 0)),
                natural(1, TestPartitions.split(0.25, 0.1)),
                natural(2, TestPartitions.split(Split.TRAIN_ONLY_REWEIGHT)),
                natural(1, TestPartitions.split(Split.NATIVE_MATCHED)));
    }

    private static PluginChoice<Partitioner> natural(int gap, SplitOptions split) {
        return natural(Natural.HoldOutSelection.LABEL_RUNS, gap, split);
    }

    private static PluginChoice<Partitioner> natural(Natural.HoldOutSelection holdOut, int gap, SplitOptions split) {
        return PluginChoice.of(new Natural.Provider(), new Natural.Options(holdOut, gap, split));
    }
}
