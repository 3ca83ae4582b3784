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
 * Passes random malformed inputs to a reader. Each case must load, or be rejected with an {@link ExeuntException} that
 * names the input and is not of category INTERNAL. Any other exception, and excessive memory use, fails with the seed
 * and the number of the case.
 *
 * <p>System properties: {@code -Dexeunt.fuzz=N} sets the number of cases, {@code -Dexeunt.fuzz.seed=S} the seed, and
 * {@code -Dexeunt.fuzz.case=C} repeats one case.
 *
 * @param kind kind of input, for messages
 * @param usual default number of cases
 * @param seed seed of all cases
 * @param mostBytes number of bytes that one case may allocate on the reading thread
 */
public record HostileInput(String kind, int usual, long seed, long mostBytes) {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int FEW = 100;
    private static final int LONGEST_MESSAGE = 1 << 17;

    /** Creates and reads one case. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Creates the input of a case and reads it.
         *
         * @param random random stream of this case
         * @param where receives the name that a rejection must contain; set it before reading
         */
        void of(RandomGenerator random, Where where) throws IOException;
    }

    /** Holds the name that a rejection of the current case must contain. */
    public static final class Where {
        private String name = "";

        /** Sets the name that subsequent rejections must contain. */
        public void is(String what) {
            name = what;
        }
    }

    /**
     * Number of cases by result.
     *
     * @param kind kind of input
     * @param seed seed of all cases
     * @param loaded number of cases that loaded
     * @param refused number of rejected cases by error code
     */
    public record Outcomes(String kind, long seed, int loaded, SortedMap<String, Integer> refused) {
        /** Returns the total number of rejected cases. */
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

    /** Returns cases of a kind with the default seed, each of which may allocate 64 MiB. */
    public static HostileInput of(String kind, int usual) {
        return new HostileInput(kind, usual, Long.getLong("exeunt.fuzz.seed", 17), 64L << 20);
    }

    /** Returns the same cases with another limit on allocated bytes. */
    public HostileInput allocatingAtMost(long bytes) {
        return new HostileInput(kind, usual, seed, bytes);
    }

    /**
     * Runs all cases.
     *
     * @throws AssertionError at the first case that neither loads nor is rejected properly, or if at least 100 cases
     *     all load or are all rejected
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
            throw new AssertionError("the cases are not conclusive: all loaded or all were rejected: " + outcomes);
        }
        return outcomes;
    }

    private void requireClear(ExeuntException refusal, Where where, int number) {
        String message = String.valueOf(refusal.getMessage());
        if (refusal.code().category() == ErrorCategory.INTERNAL) {
            throw failed(number, "is reported as a defect: " + message, refusal);
        }
        if (!message.contains(where.name)) {
            throw failed(number, "is rejected without naming %s: %s".formatted(where.name, message), refusal);
        }
        if (message.length() > LONGEST_MESSAGE) {
            throw failed(number, "is rejected with a message of %,d characters".formatted(message.length()), refusal);
        }
    }

    private AssertionError failed(int number, String what, Throwable cause) {
        return new AssertionError(
                "hostile input, %s, case %d %s; repeat it with -Dexeunt.fuzz.seed=%d -Dexeunt.fuzz.case=%d"
                        .formatted(kind, number, what, seed, number),
                cause);
    }
}
