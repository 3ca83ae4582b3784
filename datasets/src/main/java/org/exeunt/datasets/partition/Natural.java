package org.exeunt.datasets.partition;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.Option;

/** Makes a client of each owner, and warns if runs of equal labels are too short to keep apart what was asked for. */
public record Natural(Options options, Consumer<String> warnings) implements Partitioner {
    /**
     * Options of {@link Plugin}.
     *
     * @param holdOut which examples of an owner are kept apart for validation and tests
     * @param gap how many examples are left out before what is kept apart; not used if that is drawn at random
     * @param split what clients train, choose and are tested on
     */
    public record Options(
            @Option(
                            value =
                                    "Which examples of an owner are kept for validation and tests: the last of each run of equal labels, the last of all, or any",
                            defaultValue = "label-runs")
                    KeptApart holdOut,
            @Option(
                            value =
                                    "Examples left out at each cut in time, as windows around it overlap; not used with hold-out = random",
                            defaultValue = "1",
                            min = 0,
                            unit = "examples")
                    int gap,
            @Option(value = "What clients train, choose and are tested on", inPlace = true) SplitOptions split) {}

    /** Makes the partitioner that leaves examples with those they come from. */
    public static final class Plugin extends PartitionerPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "natural",
                    "One client for each owner of the data, tested on its last examples of every run of equal labels, its last of all or any",
                    Options.class,
                    (options, context) -> new Natural(options, context::warn));
        }
    }

    /** Below this part of what was asked for, rounding down in each run is no longer a detail. */
    private static final double MUCH_LESS = 0.5;

    @Override
    public Partition partition(Dataset dataset, RandomGenerator random) {
        Partition partition =
                new DealtPartitioner(new OwnerDeal(), holdOut(), options.split()).partition(dataset, random);
        if (options.holdOut() == KeptApart.LABEL_RUNS) {
            warnIfMuchLess(partition, "test-fraction", options.split().keptForTest(), ClientShare::test);
            warnIfMuchLess(
                    partition, "validation-fraction", options.split().keptForValidation(), ClientShare::validation);
        }
        return partition;
    }

    private HoldOut holdOut() {
        return switch (options.holdOut()) {
            case LABEL_RUNS -> new TimeHoldOut(options.gap(), true);
            case TIME -> new TimeHoldOut(options.gap(), false);
            case RANDOM -> new RandomHoldOut();
        };
    }

    private void warnIfMuchLess(Partition partition, String key, double asked, Function<ClientShare, int[]> keptApart) {
        int all = 0;
        int kept = 0;
        for (ClientShare share : partition.clients()) {
            all += share.train().length + share.validation().length + share.test().length;
            kept += keptApart.apply(share).length;
        }
        if (kept < MUCH_LESS * asked * all) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "partition.hold-out = label-runs keeps %,d of %,d examples apart (%.1f %%) where partition.%s = %s asks for %.1f %%: runs of equal labels are short. Choose partition.hold-out = time or random.",
                    kept,
                    all,
                    100.0 * kept / all,
                    key,
                    asked,
                    100 * asked));
        }
    }
}
