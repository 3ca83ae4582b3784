package org.example.methods;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.Feedback.Report;
import org.exeunt.api.strategy.SamplingRequest;

/** Oort (Lai et al., OSDI 2021) with mean losses of clients, and the median of their turns in place of its pacer. */
public record Oort(Options options) implements ClientSampler {
    public record Options(@Option(value = "Penalty of slow clients", min = 0, defaultValue = "2") double penalty) {}

    @Override
    public List<ClientId> sample(SamplingRequest request) {
        Map<ClientId, Report> latest = request.feedback().latest();
        List<Double> seconds = new ArrayList<>();
        latest.values().forEach(report -> seconds.add(report.seconds().orElse(1.0)));
        Collections.sort(seconds);
        int round = request.round().number();
        Map<ClientId, Double> tried = new TreeMap<>();
        Map<ClientId, Double> others = new TreeMap<>();
        for (ClientSpec client : request.clients()) {
            Report report = latest.get(client.id());
            if (report == null) {
                others.put(client.id(), 1.0);
            } else {
                double stale = Math.sqrt(0.1 * Math.log(round) / report.round().number());
                double slow = report.seconds().orElse(1.0) / seconds.get(seconds.size() / 2);
                double utility = client.trainExamples() * (report.loss() + stale);
                tried.put(client.id(), utility / Math.pow(Math.max(1, slow), options.penalty()));
            }
        }
        int explore = (int) Math.ceil(Math.max(0.2, 0.9 * Math.pow(0.98, round - 1)) * request.size());
        int exploring = Math.min(Math.max(explore, request.size() - tried.size()), others.size());
        List<ClientId> cohort = draw(request.size() - exploring, tried, request);
        cohort.addAll(draw(exploring, others, request));
        return cohort.stream().sorted().toList();
    }

    private static List<ClientId> draw(int size, Map<ClientId, Double> utility, SamplingRequest request) {
        List<Double> sorted = utility.values().stream().sorted().toList();
        Map<Double, ClientId> keys = new TreeMap<>();
        utility.forEach((client, value) -> {
            if (size > 0 && value >= 0.95 * sorted.get(sorted.size() - size)) {
                keys.put(-Math.log(1 - request.random().nextDouble()) / value, client);
            }
        });
        return new ArrayList<>(keys.values()).subList(0, size);
    }
}
