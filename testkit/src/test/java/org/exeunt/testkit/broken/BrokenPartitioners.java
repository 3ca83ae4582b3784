package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.PartitionerContract;

final class BrokenPartitioners {
    private BrokenPartitioners() {}

    abstract static class Of extends PartitionerContract {
        private final Partitioner partitioner;

        Of(Partitioner partitioner) {
            this.partitioner = partitioner;
        }

        @Override
        protected List<PluginChoice<Partitioner>> variants() {
            return TestChoices.only(Partitioner.class, partitioner);
        }
    }

    private static Partition deal(int examples, int clients) {
        List<Partition.ClientShare> shares = new ArrayList<>();
        int each = examples / clients;
        for (int i = 0; i < clients; i++) {
            shares.add(Partition.ClientShare.of(
                    IntStream.range(i * each, i * each + each / 2).toArray(),
                    IntStream.range(i * each + each / 2, (i + 1) * each).toArray()));
        }
        return Partition.of(shares);
    }

    static class InTurn extends Of {
        InTurn() {
            super((dataset, random) -> deal(dataset.all().size(), 2 + random.nextInt(9)));
        }
    }

    @Breaks("D1")
    static class AssignsAnExampleTwice extends Of {
        AssignsAnExampleTwice() {
            super((dataset, random) ->
                    Partition.of(List.of(Partition.ClientShare.of(new int[] {1, 2}, new int[] {2, 3}))));
        }
    }

    @Breaks("D1")
    static class CountsFromOne extends Of {
        CountsFromOne() {
            super((dataset, random) -> Partition.of(List.of(Partition.ClientShare.of(
                    IntStream.rangeClosed(1, dataset.all().size()).toArray(), new int[0]))));
        }
    }

    @Breaks("D2")
    static class LeavesAClientEmpty extends Of {
        LeavesAClientEmpty() {
            super((dataset, random) -> Partition.of(List.of(
                    Partition.ClientShare.of(new int[] {1}, new int[0]),
                    Partition.ClientShare.of(new int[0], new int[0]))));
        }
    }

    @Breaks("D3")
    static class UsesItsOwnRandomStream extends Of {
        private static final AtomicInteger OWN = new AtomicInteger();

        UsesItsOwnRandomStream() {
            super((dataset, random) -> deal(dataset.all().size(), 2 + OWN.incrementAndGet() % 7));
        }
    }

    /** A run that resumes, and verify, have other partitions. */
    @Breaks("D3")
    static class DiffersBetweenInstances extends PartitionerContract {
        private static final AtomicInteger INSTANCES = new AtomicInteger();

        @Override
        protected List<PluginChoice<Partitioner>> variants() {
            return TestChoices.by(Partitioner.class, () -> {
                int clients = 2 + INSTANCES.incrementAndGet() % 7;
                return (dataset, random) -> deal(dataset.all().size(), clients);
            });
        }
    }

    @Breaks("D4")
    static class IgnoresItsOption extends PartitionerContract {
        @Override
        protected List<PluginChoice<Partitioner>> variants() {
            return TestChoices.scaled(
                    Partitioner.class,
                    options -> (dataset, random) -> deal(dataset.all().size(), 5));
        }
    }

    static class ReadsItsOption extends PartitionerContract {
        @Override
        protected List<PluginChoice<Partitioner>> variants() {
            return TestChoices.scaled(
                    Partitioner.class,
                    options -> (dataset, random) -> deal(dataset.all().size(), 1 + (int) (4 * options.factor())));
        }
    }
}
