package org.exeunt.testkit.hostile;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;

/**
 * Gives seeded hostile cases to a reader. Each has to end in a load or in an {@link ExeuntException} that names where the input came from and is
 * no defect; whatever else is thrown, and memory beyond what such an input may cost, fails with the seed and the case.
 *
 * <p>{@code -Dexeunt.fuzz=N} sets the number of cases, {@code -Dexeunt.fuzz.seed=S} the seed, and {@code -Dexeunt.fuzz.case=C} repeats one case.
 *
 * @param kind of input, for messages
 * @param usual number of cases
 * @param seed of all cases
 * @param mostBytes that one case may allocate on the thread that reads
 */
public record HostileInput(String kind, int usual, long seed, long mostBytes) {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int FEW = 100;
    private static final int LONGEST_MESSAGE = 1 << 17;

    /** Makes and reads one case. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Makes the input of a case and reads it.
         *
         * @param random of this case alone
         * @param where told what a refusal has to name, before anything is read
         */
        void of(RandomGenerator random, Where where) throws IOException;
    }

    /** Keeps what a refusal of the case at hand has to name. */
    public static final class Where {
        private String name = "";

        /** Says what any refusal from now on has to name. */
        public void is(String what) {
            name = what;
        }
    }

    /**
     * How the cases ended.
     *
     * @param loaded how many were read
     * @param refused how many were refused, by code
     */
    public record Outcomes(String kind, long seed, int loaded, SortedMap<String, Integer> refused) {
        /** Returns the number of all refusals. */
        public int refusals() {
            return refused.values().stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "hostile input, %s, seed %d: %,d cases, %,d loaded, %,d refused %s",
                    kind,
                    seed,
                    loaded + refusals(),
                    loaded,
                    refusals(),
                    refused);
        }
    }

    /** Makes the cases of a kind with the usual seed, each of which may allocate 64 MiB. */
    public static HostileInput of(String kind, int usual) {
        return new HostileInput(kind, usual, Long.getLong("exeunt.fuzz.seed", 17), 64L << 20);
    }

    /** Returns the same cases, each of which may allocate so many bytes. */
    public HostileInput allocatingAtMost(long bytes) {
        return new HostileInput(kind, usual, seed, bytes);
    }

    /**
     * Reads all cases.
     *
     * @throws AssertionError at the first case that ends in anything but a load or a clear refusal, or if all of many cases end alike
     */
    public Outcomes read(Reading reading) {
        int only = Integer.getInteger("exeunt.fuzz.case", -1);
        int from = Math.max(0, only);
        int to = only < 0 ? Integer.getInteger("exeunt.fuzz", usual) : only + 1;
        int loaded = 0;
        SortedMap<String, Integer> refused = new TreeMap<>();
        for (int number = from; number < to; number++) {
            Where where = new Where();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                reading.of(new RandomStreams(seed).stream(kind, number), where);
                loaded++;
            } catch (ExeuntException refusal) {
                requireClear(refusal, where, number);
                refused.merge(refusal.code().toString(), 1, Integer::sum);
            } catch (Throwable other) {
                throw failed(number, "ended in " + other, other);
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (allocated > mostBytes) {
                throw failed(number, "allocated %,d bytes, more than %,d".formatted(allocated, mostBytes), null);
            }
        }
        Outcomes outcomes = new Outcomes(kind, seed, loaded, refused);
        if (to - from >= FEW && (loaded == 0 || refused.isEmpty())) {
            throw new AssertionError("the cases say nothing, as all end alike: " + outcomes);
        }
        return outcomes;
    }

    private void requireClear(ExeuntException refusal, Where where, int number) {
        String message = String.valueOf(refusal.getMessage());
        if (refusal.code().category() == ErrorCategory.INTERNAL) {
            throw failed(number, "is called a defect: " + message, refusal);
        }
        if (!message.contains(where.name)) {
            throw failed(number, "is refused without naming %s: %s".formatted(where.name, message), refusal);
        }
        if (message.length() > LONGEST_MESSAGE) {
            throw failed(number, "is refused with %,d characters".formatted(message.length()), refusal);
        }
    }

    private AssertionError failed(int number, String what, Throwable cause) {
        return new AssertionError(
                "hostile input, %s, case %d %s; repeat it with -Dexeunt.fuzz.seed=%d -Dexeunt.fuzz.case=%d"
                        .formatted(kind, number, what, seed, number),
                cause);
    }
}
