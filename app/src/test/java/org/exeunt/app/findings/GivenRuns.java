package org.exeunt.app.findings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RoundRecord.ClientFailure;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.Tuning;
import org.exeunt.app.table.Table;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.identity.RunInputs;
import org.exeunt.runtime.store.records.RunOutline;

/** Results of runs with given mean accuracies; all other accuracies are equal. */
public final class GivenRuns {
    private static final Provenance PROVENANCE = new Provenance(
            1, 1, List.of(), "data", List.of(), List.of(), new Provenance.Machine("17", "Linux", "amd64", 1, ""));

    private final Map<String, Map<String, SortedMap<Long, RunRecords>>> runs = new LinkedHashMap<>();
    private final Map<String, List<String>> methods = new LinkedHashMap<>();
    private int exits = 2;
    private String name = "given";
    private Optional<String> reference = Optional.empty();
    private int open;
    private List<ClientCounts> clients = List.of();
    private List<RunSummary.Policy> second = List.of();
    private double saving = 0.25;
    private List<RunSummary.Rule> rules = List.of();
    private Double simulatedSeconds;
    private Double voting;
    private Double newClients;
    private Long fullMacs = 100L;
    private double slack;
    private List<Long> planned = List.of();
    private List<RoundRecord> rounds = List.of();
    private int tested = 20;
    private String configuration = "{}";
    private RunOutline.Stop stop;
    private double epochs = 1;
    private final Map<String, List<List<String>>> candidates = new LinkedHashMap<>();

    public GivenRuns named(String other) {
        name = other;
        return this;
    }

    public GivenRuns withReference(String method) {
        reference = Optional.of(method);
        return this;
    }

    /** Adds runs that are planned but not finished. */
    public GivenRuns withOpen(int number) {
        open = number;
        return this;
    }

    /** Sets the seeds that are planned; otherwise they are those of the runs. */
    public GivenRuns withPlannedSeeds(Long... seeds) {
        planned = List.of(seeds);
        return this;
    }

    /** Sets the numbers of examples of the clients of runs that are added from now on, of two classes. */
    public GivenRuns withClients(ClientCounts... counts) {
        clients = List.of(counts);
        return this;
    }

    /**
     * Sets the points of one exit policy's curve of runs that are added from now on.
     *
     * @param points pairs of expected MACs, of at most 100, and accuracy
     */
    public GivenRuns withCurve(double... points) {
        rules = IntStream.range(0, points.length / 2)
                .mapToObj(i -> new RunSummary.Rule(
                        "confidence",
                        "confidence " + i,
                        points[2 * i + 1],
                        0,
                        Collections.nCopies(exits, 1.0 / exits),
                        points[2 * i],
                        1 - points[2 * i] / 100))
                .toList();
        return this;
    }

    /** Sets the saving of the first, third, ... seed of runs that are added from now on. */
    public GivenRuns withSaving(double fraction) {
        saving = fraction;
        return this;
    }

    /** Adds an exit policy with one rule, as accurate as the final exit, to runs that are added from now on. */
    public GivenRuns withSecondPolicy(String name, double saved) {
        second = List.of(new RunSummary.Policy(name, saved, null));
        rules = Stream.concat(
                        rules.stream(),
                        Stream.of(new RunSummary.Rule(
                                name,
                                name + " 1",
                                0.5,
                                0,
                                Collections.nCopies(exits, 1.0 / exits),
                                100 * (1 - saved),
                                saved)))
                .toList();
        return this;
    }

    /** Sets the simulated length of runs that are added from now on. */
    public GivenRuns withSimulatedSeconds(double seconds) {
        simulatedSeconds = seconds;
        return this;
    }

    /** Sets the accuracies of all exits together, and of new clients, of runs that are added from now on. */
    public GivenRuns withVotingAndNewClients(double together, double never) {
        voting = together;
        newClients = never;
        return this;
    }

    /** Sets the MACs of the static network of runs that are added from now on; null if they are not known. */
    public GivenRuns withFullMacs(Long macs) {
        fullMacs = macs;
        return this;
    }

    /** Sets by how much early exits of runs that are added from now on may be less accurate than the final exit. */
    public GivenRuns withSlack(double fraction) {
        slack = fraction;
        return this;
    }

    /** Gives runs that are added from now on a round of four clients, the first of which are left out. */
    public GivenRuns withLeftOut(int number) {
        SortedMap<ClientId, ExitSet> trained = new TreeMap<>();
        List<ClientFailure> failures = new ArrayList<>();
        for (int client = 0; client < 4; client++) {
            trained.put(new ClientId(client), ExitSet.upTo(exits));
            if (client < number) {
                failures.add(new ClientFailure(new ClientId(client), "a bug"));
            }
        }
        rounds = List.of(new RoundRecord(
                new Round(1),
                trained,
                new TreeMap<>(),
                new TreeMap<>(),
                1,
                0,
                1,
                Optional.empty(),
                failures,
                Map.of(),
                Map.of(),
                Map.of(),
                new TreeMap<>()));
        return this;
    }

    /** Sets the epochs of runs that are added from now on. */
    public GivenRuns withEpochs(double number) {
        epochs = number;
        return this;
    }

    /** Sets the number of candidates with which a method is tuned. */
    public GivenRuns withCandidates(String method, int number) {
        candidates.put(method, Collections.nCopies(number, List.of()));
        return this;
    }

    /** Sets the number of clients with test examples of runs that are added from now on. */
    public GivenRuns withTestedClients(int number) {
        tested = number;
        return this;
    }

    /** Sets the configuration of runs that are added from now on. */
    public GivenRuns withConfiguration(String json) {
        configuration = json;
        return this;
    }

    /** Sets why runs that are added from now on had fewer rounds than configured. */
    public GivenRuns withStop(RunOutline.Stop early) {
        stop = early;
        return this;
    }

    public GivenRuns withExits(int other) {
        exits = other;
        return this;
    }

    /** Adds a method's runs, seeds from 1 on; NaN for a run that is not finished. */
    public GivenRuns add(String setting, String method, double... means) {
        SortedMap<Long, RunRecords> seeds = new TreeMap<>();
        for (int i = 0; i < means.length; i++) {
            if (!Double.isNaN(means[i])) {
                seeds.put(i + 1L, run(method, i + 1, means[i], i % 2 == 0 ? saving : null));
            }
        }
        return add(setting, method, seeds);
    }

    public GivenRuns add(String setting, String method, SortedMap<Long, RunRecords> seeds) {
        runs.computeIfAbsent(setting, other -> new LinkedHashMap<>()).put(method, seeds);
        methods.put(method, List.of());
        return this;
    }

    /** Returns the results; the method added first is the reference unless another is set. */
    public Results results() {
        Map<String, List<String>> settings = new LinkedHashMap<>();
        runs.keySet().forEach(setting -> settings.put(setting, List.of()));
        List<Long> seeds = runs.values().stream()
                .flatMap(setting -> setting.values().stream())
                .flatMap(each -> each.keySet().stream())
                .distinct()
                .sorted()
                .toList();
        Comparison comparison = new Comparison(
                Path.of(""),
                name,
                Path.of(""),
                List.of(),
                settings,
                methods,
                planned.isEmpty() ? seeds : planned,
                reference.orElse(methods.keySet().iterator().next()),
                new Tuning(List.of(), candidates));
        return new Results(comparison, runs, List.of(), open, List.of());
    }

    private RunRecords run(String strategy, long seed, double mean, Double saved) {
        List<ClientEvaluation> evaluations = new ArrayList<>();
        clients.forEach(client -> evaluations.add(evaluation(
                client.client(),
                client.test().stream().mapToInt(Integer::intValue).sum(),
                mean)));
        if (evaluations.isEmpty()) {
            evaluations.add(evaluation(0, 10, mean));
        }
        return new RunRecords(
                summary(strategy, seed, mean, saved, new RunSummary.Counts(tested, 1403)),
                rounds,
                List.of(),
                EvaluationRecord.of(new Round(1), evaluations),
                new RunInputs(configuration, PROVENANCE, new ClassDistribution(List.of("a", "b"), clients)));
    }

    private ClientEvaluation evaluation(int client, int examples, double mean) {
        return ClientEvaluation.of(
                new ClientId(client),
                examples,
                Collections.nCopies(exits, new ClientEvaluation.ExitResult(mean, 1)),
                mean,
                List.of());
    }

    /** Returns the summary of a run. */
    public RunSummary summary(double mean, Double saved, RunSummary.Counts tested) {
        return summary("strategy", 1, mean, saved, tested);
    }

    private RunSummary summary(String strategy, long seed, double mean, Double saved, RunSummary.Counts tested) {
        RunSummary.Accuracy accuracy = new RunSummary.Accuracy(mean, 0.1, mean, mean);
        RunSummary.LastEvaluations last =
                new RunSummary.LastEvaluations(1, Collections.nCopies(exits, mean), mean, null, null);
        List<Integer> all = IntStream.rangeClosed(1, exits).boxed().toList();
        return new RunSummary(
                5,
                "run",
                "0123456789ab",
                new RunOutline.Setting(seed, "data", List.of(1), strategy, "policy", "engine", 20, 0, 1),
                new RunOutline.Network(
                        2,
                        exits,
                        10,
                        0,
                        fullMacs,
                        fullMacs == null
                                ? List.of()
                                : all.stream().map(exit -> 10L * exit).toList()),
                new RunSummary.FinalRound(
                        1,
                        tested,
                        all.stream()
                                .map(exit -> new RunSummary.ExitFigures(exit, accuracy, new RunSummary.Figure(1, 0)))
                                .toList(),
                        accuracy,
                        voting == null ? accuracy : new RunSummary.Accuracy(voting, 0, 0, 0)),
                stop,
                last,
                new RunSummary.BestOnTest(1, mean),
                rules,
                new RunSummary.EqualAccuracy(mean, null, slack),
                Stream.concat(Stream.of(new RunSummary.Policy("confidence", saved, null)), second.stream())
                        .toList(),
                new RunSummary.Reliability(List.of(), List.of(), List.of()),
                newClients == null
                        ? null
                        : new RunSummary.NewClients(
                                3,
                                tested,
                                List.of(),
                                new RunSummary.Accuracy(newClients, 0, 0, 0),
                                accuracy,
                                last,
                                List.of()),
                new RunSummary.Work(1_500_000, 2_500_000, epochs, 0, List.of(2), 0, simulatedSeconds),
                List.of());
    }

    /** Returns the cells of a table as text. */
    public static List<List<String>> texts(Table table) {
        return table.rows().stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(column -> table.columns().get(column).text(row.get(column)))
                        .toList())
                .toList();
    }
}
