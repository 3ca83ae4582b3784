package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.Option;

/**
 * A few classes a client: class after class goes to the first clients that still need classes, {@code ceil(n q / C)} of them, in equal parts or
 * in parts of random sizes; the last of them takes the rest.
 *
 * <p>Source: the "pat" split of PFLlib (2 classes a client on CIFAR-10, 10 on CIFAR-100, 20 on Tiny-ImageNet). Where the numbers do not divide,
 * it leaves classes out or gives the last clients fewer classes; both are told. Deviation: which examples of a class a client gets is random.
 *
 * @param warnings told of classes left out and of clients with fewer classes
 */
public record Pathological(Options options, Consumer<String> warnings) implements PartitionScheme {
    /**
     * Options of {@link Plugin}.
     *
     * @param classesPerClient how many classes each client holds
     * @param balanced whether clients that share a class hold as much of it
     * @param minExamples examples a client has at least if it holds all classes, where they do not
     * @param dealing how many clients, and what they are tested on
     */
    public record Options(
            @Option(value = "Classes of one client", defaultValue = "2", min = 1, unit = "classes")
                    int classesPerClient,
            @Option(value = "Whether clients that share a class hold equal parts of it", defaultValue = "true")
                    boolean balanced,
            @Option(
                            value = "Unbalanced parts of a class have at least this, divided by the classes",
                            defaultValue = "40",
                            min = 1,
                            unit = "examples")
                    int minExamples,
            @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}

    /** Makes the partitioner that gives every client a few classes. */
    public static final class Plugin extends PartitionerPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "pathological",
                    "A few classes a client, each shared by as many clients",
                    Options.class,
                    (options, context) -> new DealtPartitioner(
                            new Pathological(options, context::warn),
                            new RandomHoldOut(),
                            options.dealing().split()));
        }
    }

    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        int clients = options.dealing().clients();
        int each = options.classesPerClient();
        PartitionErrors.requireClasses(pool, each);
        int sharing = (int) (((long) clients * each + pool.classes() - 1) / pool.classes());
        int[][] dealt = new int[clients][0];
        int[] needed = new int[clients];
        Arrays.fill(needed, each);
        int leftOut = 0;
        for (int[] members : pool.byClass()) {
            int[] takers = IntStream.range(0, clients)
                    .filter(client -> needed[client] > 0)
                    .limit(sharing)
                    .toArray();
            if (takers.length == 0) {
                leftOut += members.length;
                continue;
            }
            Shuffle.inPlace(members, random);
            int from = 0;
            for (int i = 0; i < takers.length; i++) {
                boolean last = i == takers.length - 1;
                int to = last ? members.length : from + part(members.length, takers.length, pool, random);
                dealt[takers[i]] = Append.range(dealt[takers[i]], members, from, to);
                needed[takers[i]]--;
                from = to;
            }
        }
        tell(pool, leftOut, needed);
        return dealt;
    }

    /** Returns the size of a part that is not the last one. */
    private int part(int members, int takers, Pool pool, RandomGenerator random) {
        int most = members / takers;
        if (options.balanced()) {
            return most;
        }
        double enough = Math.min(
                options.minExamples(), pool.size() / (2.0 * options.dealing().clients()));
        int fewest = (int) Math.max(members / (10.0 * takers), enough / pool.classes());
        return fewest < most ? random.nextInt(fewest, most) : most;
    }

    private void tell(Pool pool, int leftOut, int[] needed) {
        if (leftOut > 0) {
            warnings.accept("%d clients of %d classes leave out %d of the %d examples of %s: all of its last classes"
                    .formatted(
                            needed.length,
                            options.classesPerClient(),
                            leftOut,
                            pool.size(),
                            pool.dataset().name()));
        }
        long fewer = Arrays.stream(needed).filter(missing -> missing > 0).count();
        if (fewer > 0) {
            warnings.accept("%d of %d clients hold fewer than %d classes, as the classes of %s do not divide evenly"
                    .formatted(
                            fewer,
                            needed.length,
                            options.classesPerClient(),
                            pool.dataset().name()));
        }
    }
}
