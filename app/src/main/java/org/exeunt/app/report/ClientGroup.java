package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.app.report.FigureTable.Text;
import org.exeunt.app.report.SettingTable.Cell;
import org.exeunt.app.report.SettingTable.Row;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;
import org.exeunt.runtime.store.records.RunArchive;

/**
 * Clients with the same modalities, or with devices of one tier, and their results in the final evaluation; new clients
 * and clients without test examples are not included.
 *
 * @param name of the tier, or names of the modalities
 * @param clients number of clients
 * @param accuracy of each exit, shallowest first, mean over the clients, in [0, 1]
 * @param meanAccuracy mean over exits, then over the clients
 */
public record ClientGroup(String name, int clients, List<Double> accuracy, double meanAccuracy) {

    /** Returns the groups of a run, those by modalities first; none if the run has neither modalities nor devices. */
    public static List<ClientGroup> of(RunArchive run) {
        List<ClientCounts> counts = run.inputs().classes().clients();
        Map<String, List<ClientEvaluation>> modalities = new TreeMap<>();
        Map<String, List<ClientEvaluation>> tiers = new TreeMap<>();
        for (ClientEvaluation client : run.finalEvaluation().clients()) {
            int index = client.client().index();
            if (client.examples() == 0 || index >= counts.size()) {
                continue;
            }
            ClientCounts known = counts.get(index);
            if (known.modalities() != null) {
                add(modalities, String.join(" + ", known.modalities()), client);
            }
            if (known.tier() != null) {
                add(tiers, "tier " + known.tier(), client);
            }
        }
        List<ClientGroup> groups = new ArrayList<>();
        modalities.forEach((name, clients) -> groups.add(of(name, clients)));
        tiers.forEach((name, clients) -> groups.add(of(name, clients)));
        return groups;
    }

    private static void add(Map<String, List<ClientEvaluation>> groups, String name, ClientEvaluation client) {
        groups.computeIfAbsent(name, group -> new ArrayList<>()).add(client);
    }

    private static ClientGroup of(String name, List<ClientEvaluation> clients) {
        int exits = clients.get(0).exits().size();
        return new ClientGroup(
                name,
                clients.size(),
                IntStream.range(0, exits)
                        .mapToObj(exit ->
                                mean(clients, client -> client.exits().get(exit).accuracy()))
                        .toList(),
                mean(clients, ClientEvaluation::meanAccuracy));
    }

    private static double mean(List<ClientEvaluation> clients, ToDoubleFunction<ClientEvaluation> accuracy) {
        return clients.stream().mapToDouble(accuracy).average().orElseThrow();
    }

    /** Returns the table of the groups of a setting; empty if there is at most one group. */
    static Optional<FigureTable> table(SettingTable table) {
        int exits = table.exits();
        List<String> titles = new ArrayList<>(List.of("method", "clients"));
        IntStream.rangeClosed(1, exits).forEach(exit -> titles.add("exit " + exit));
        titles.add("mean of exits");
        List<List<Text>> rows = new ArrayList<>();
        boolean several = false;
        for (Row row : table.rows()) {
            Map<String, SortedMap<Long, ClientGroup>> groups = new LinkedHashMap<>();
            row.runs().forEach((seed, run) -> of(run).forEach(
                            group -> groups.computeIfAbsent(group.name(), name -> new TreeMap<>())
                                    .put(seed, group)));
            several |= groups.size() > 1;
            groups.forEach((name, seeds) -> rows.add(
                    line(row.method(), name, seeds, exits, table.seeds().size())));
        }
        return several
                ? Optional.of(new FigureTable(
                        "Accuracy by groups of clients:",
                        titles,
                        rows,
                        List.of(
                                "In %, mean over the clients of a group with the same modalities, or with devices of the"
                                        + " same tier.")))
                : Optional.empty();
    }

    private static List<Text> line(
            String method, String name, SortedMap<Long, ClientGroup> seeds, int exits, int allSeeds) {
        List<Text> line = new ArrayList<>(List.of(Text.name(method), Text.name(name)));
        for (int exit = 0; exit < exits; exit++) {
            int place = exit;
            line.add(cell(
                    allSeeds,
                    seeds,
                    group -> place < group.accuracy().size() ? group.accuracy().get(place) : Double.NaN));
        }
        line.add(cell(allSeeds, seeds, ClientGroup::meanAccuracy));
        return line;
    }

    private static Text cell(int allSeeds, SortedMap<Long, ClientGroup> seeds, ToDoubleFunction<ClientGroup> figure) {
        SortedMap<Long, Double> values = new TreeMap<>();
        seeds.forEach((seed, group) -> {
            double value = figure.applyAsDouble(group);
            if (!Double.isNaN(value)) {
                values.put(seed, 100 * value);
            }
        });
        return Text.of(Cell.of(allSeeds, values));
    }
}
