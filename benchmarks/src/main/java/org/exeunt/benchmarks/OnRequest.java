package org.exeunt.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;

/**
 * Measures works on request, so that several programs can be measured alternately in short intervals: what else uses
 * the processor then slows all of them.
 */
final class OnRequest {
    private OnRequest() {}

    /**
     * Reads names of works from standard input until its end, and prints each with the milliseconds per step of one
     * measurement. Warms a work up before its first.
     */
    static void measure(Map<String, TimedWork> works) {
        Set<String> warm = new HashSet<>();
        for (Scanner requests = new Scanner(System.in, UTF_8); requests.hasNext(); ) {
            String name = requests.next();
            TimedWork work = works.get(name);
            if (warm.add(name)) {
                work.prepare();
            }
            System.out.printf(Locale.ROOT, "%s %.3f%n", name, work.milliseconds());
        }
    }
}
