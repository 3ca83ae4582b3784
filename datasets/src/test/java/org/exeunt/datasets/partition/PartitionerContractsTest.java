package org.exeunt.datasets.partition;

import static org.exeunt.datasets.partition.TestPartitions.all;
import static org.exeunt.datasets.partition.TestPartitions.clientSplit;
import static org.exeunt.datasets.partition.TestPartitions.dirichlet;
import static org.exeunt.datasets.partition.TestPartitions.iid;
import static org.exeunt.datasets.partition.TestPartitions.natural;
import static org.exeunt.datasets.partition.TestPartitions.quantity;
import static org.exeunt.datasets.partition.TestPartitions.split;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Owners;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.datasets.DatasetPlugins;
import org.exeunt.testkit.contract.PartitionerContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of all partitioners. */
class PartitionerContractsTest {
    @Nested
    class OfNatural extends PartitionerContract {
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
                    natural(Natural.HoldOutSelection.TIME, 3, split(0.25, 0.1)),
                    natural(Natural.HoldOutSelection.RANDOM, 1, split(0.25, 0.1)),
                    natural(Natural.HoldOutSelection.LABEL_RUNS, 0, split(0.25, 0)),
                    natural(Natural.HoldOutSelection.LABEL_RUNS, 1, split(0.25, 0.1)),
                    natural(Natural.HoldOutSelection.LABEL_RUNS, 2, split(Split.TRAIN_ONLY_REWEIGHT)),
                    natural(Natural.HoldOutSelection.LABEL_RUNS, 1, split(Split.NATIVE_MATCHED)));
        }
    }

    @Nested
    class OfSaved extends PartitionerContract {
        @TempDir
        static Path folder;

        private Path file;

        @BeforeAll
        void save() throws IOException {
            file = Files.writeString(
                    folder.resolve("split.json"),
                    "{\"source\": [\"test\", \"train\"], \"clients\": [{\"train\": [0, 299, 300], \"test\": [1199]}, "
                            + "{\"train\": [7], \"test\": []}]}");
        }

        @Override
        protected List<PluginChoice<Partitioner>> variants() {
            return List.of(new DatasetPlugins().choose(Partitioner.class, "file", new Saved.Options(file)));
        }
    }

    @Nested
    class OfSchemes extends PartitionerContract {
        @Override
        protected List<PluginChoice<Partitioner>> variants() {
            List<PluginChoice<Partitioner>> variants = new ArrayList<>();
            variants.addAll(all(new ClientSplitOptions(10, split(0.25, 0.1))));
            variants.addAll(all(new ClientSplitOptions(20, split(0, 0))));
            for (Split split : Split.values()) {
                variants.addAll(all(new ClientSplitOptions(10, split(split))));
                variants.addAll(all(new ClientSplitOptions(10, split(split, 0.1))));
            }
            variants.add(iid(clientSplit(1)));
            variants.add(iid(clientSplit(1200)));
            variants.add(dirichlet(100, new ClientSplitOptions(4, split(0.9, 0)), 40));
            variants.add(quantity(0.5, 30, clientSplit(10))); // sizes are drawn again
            return variants;
        }
    }
}
