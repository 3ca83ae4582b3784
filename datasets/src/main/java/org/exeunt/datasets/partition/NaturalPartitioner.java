package org.exeunt.datasets.partition;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Partition;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.data.Partitioner;

/** Makes a client of each owner, and warns if runs of equal labels are too short to keep apart what was asked for. */
record NaturalPartitioner(NaturalOptions options, Consumer<String> warnings) implements Partitioner {
    /** Below this part of what was asked for, rounding down in each run is no longer a detail. */
    private static final double MUCH_LESS = 0.5;

    @Override
    public Partition partition(Dataset dataset, RandomGenerator random) {
        Partition partition =
                new DealtPartitioner(new OwnerDeal(), holdOut(), options.split()).partition(dataset, random);
        if (options.holdOut() == KeptApart.LABEL_RUNS) {
            warnIfMuchLess(partition, "test-share", options.split().keptForTest(), ClientShare::test);
            warnIfMuchLess(partition, "validation-share", options.split().keptForValidation(), ClientShare::validation);
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
