package org.example.methods;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.Feedback.Report;
import org.exeunt.api.strategy.SamplingRequest;

/** Oort (Lai et al., OSDI 2021) with mean losses of clients; the median turn takes the place of its pacer. */
public record Oort(Options options) implements ClientSampler {
    public record Options(
            @Option(value = "Fraction of new clients in round 1", min = 0, max = 1, defaultValue = "0.9")
                    double explore,
            @Option(value = "Exponent of the penalty of slow clients", min = 0, defaultValue = "2") double penalty) {}

    public static final class Provider extends Plugin<ClientSampler, Options> {
        public Provider() {
            super("oort", "Prefers fast clients with large losses", (options, context) -> new Oort(options));
        }
    }

    @Override
    public List<ClientId> sample(SamplingRequest request) {
        Map<ClientId, Report> latest = request.feedback().latest();
        List<Double> seconds = new ArrayList<>();
        latest.values().forEach(report -> seconds.add(report.seconds().orElse(1.0)));
        Collections.sort(seconds);
        int round = request.round().number();
        Map<ClientId, Double> known = new TreeMap<>();
        Map<ClientId, Double> others = new TreeMap<>();
        for (ClientSpec client : request.clients()) {
            Report report = latest.get(client.id());
            if (report == null) {
                others.put(client.id(), 1.0);
            } else {
                double stale = Math.sqrt(0.1 * Math.log(round) / report.round().number());
                double slow = report.seconds().orElse(1.0) / seconds.get(seconds.size() / 2);
                double utility = client.trainExamples() * (report.loss() + stale);
                known.put(client.id(), utility / Math.pow(Math.max(1, slow), options.penalty()));
            }
        }
        double explore = Math.max(0.2, options.explore() * Math.pow(0.98, round - 1));
        int wanted = Math.max((int) Math.ceil(explore * request.size()), request.size() - known.size());
        int exploring = Math.min(wanted, others.size());
        List<ClientId> cohort = draw(request.size() - exploring, known, request.random());
        cohort.addAll(draw(exploring, others, request.random()));
        return cohort.stream().sorted().toList();
    }

    /** Draws in proportion to utility, among clients with at least 95% of what the last of the best ones has. */
    private static List<ClientId> draw(int size, Map<ClientId, Double> utility, RandomGenerator random) {
        List<Double> best = new ArrayList<>(utility.values());
        best.sort(Collections.reverseOrder());
        SortedMap<Double, ClientId> keys = new TreeMap<>();
        utility.forEach((client, value) -> {
            if (size > 0 && value >= 0.95 * best.get(size - 1)) {
                keys.put(-Math.log(1 - random.nextDouble()) / value, client);
            }
        });
        return new ArrayList<>(keys.values()).subList(0, size);
    }
}
