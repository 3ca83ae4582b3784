package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.report.SettingTable.Best;
import org.exeunt.app.report.SettingTable.Cell;
import org.exeunt.app.report.SettingTable.Row;
import org.exeunt.app.statistics.Rounding;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;

/**
 * The answer of a comparison in one paragraph: which method is the most accurate, by how much, whether that is
 * significant, what its early exits save, and what it sends.
 *
 * <p>Methods are compared by the mean over exits, as in the column of the table, on the seeds for which all of them are
 * finished.
 */
final class Findings {
    /** The length of the longest name that is repeated in full. */
    private static final int LONG_NAME = 24;

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final SettingTable table;
    private final String reference;
    private final int methods;
    private final int column;

    private Findings(SettingTable table, Comparison comparison) {
        this.table = table;
        this.reference = comparison.reference();
        this.methods = comparison.methods().size();
        this.column = table.column(Column.mean().key()).orElseThrow();
    }

    /** Returns the paragraph of a whole comparison, or the sentence on a single run. */
    static String of(Results results) {
        if (results.single().isPresent()) {
            RunArchive run = results.tables().get(0).rows().get(0).first();
            return ofRun(run, results.single().get().local());
        }
        List<SettingTable> tables = results.tables();
        String answer = tables.size() == 1 ? of(results, tables.get(0)) : overSettings(tables, results.comparison());
        return results.open() == 0
                ? answer
                : answer
                        + " %d of the planned runs %s not finished, or failed, and %s not included."
                                .formatted(
                                        results.open(),
                                        results.open() == 1 ? "is" : "are",
                                        results.open() == 1 ? "is" : "are");
    }

    /** Returns the main figures of a run in a sentence, and a warning if its network is of no use. */
    private static String ofRun(RunArchive run, Optional<RunArchive> local) {
        Summary summary = run.summary();
        if (summary.finalRound().tested().clients() == 0) {
            return "";
        }
        StringBuilder text = new StringBuilder("The final exit is %s accurate, the mean of exits %s"
                .formatted(
                        Figures.percent(run.summary().finalAccuracy()),
                        Figures.percent(summary.finalRound().meanAccuracy().mean())));
        MostFrequentClass.accuracy(run)
                .ifPresent(accuracy -> text.append(", each client's most frequent class " + Figures.percent(accuracy)));
        local.ifPresent(alone -> text.append(", the final exit without federation "
                + Figures.percent(alone.summary().finalAccuracy())));
        if (!summary.rules().isEmpty() && summary.network().fullMacs() != null) {
            String slack = Words.slack(Stream.of(summary));
            text.append(Column.macsSaved(summary)
                    .map(saved -> "; early exits %s at the accuracy of the final exit%s, %s"
                            .formatted(Words.savesMacs(100 * saved), slack, Words.INTERPOLATED))
                    .orElseGet(() -> "; no setting of an exit policy is as accurate as the final exit" + slack
                            + Words.cost(summary.rules().stream())
                                    .map(cost -> ", but " + cost)
                                    .orElse("")));
        }
        MostFrequentClass.warning(run).ifPresentOrElse(warning -> text.append(". " + warning), () -> text.append("."));
        return text.toString();
    }

    /** Returns the paragraph of one setting. */
    static String of(Results results, SettingTable table) {
        Comparison comparison = results.comparison();
        String compared = onCommonSeeds(table, comparison.reference())
                .map(common -> common.seeds().equals(table.seeds())
                        ? new Findings(common, comparison).paragraph()
                        : "On the %s for which all these methods are finished: %s"
                                .formatted(
                                        common.seeds().size() == 1
                                                ? "seed"
                                                : Figures.count(common.seeds().size(), "seed"),
                                        new Findings(common, comparison).paragraph()))
                .orElse("No seed is finished for all these methods, so nothing is compared yet.");
        return compared + table.leftOut().map(sentence -> " " + sentence).orElse("");
    }

    /** Returns the runs of the seeds that all methods of a table have; empty if there is none. */
    private static Optional<SettingTable> onCommonSeeds(SettingTable table, String reference) {
        Set<Long> common = new TreeSet<>(table.seeds());
        table.rows().forEach(row -> common.retainAll(row.runs().keySet()));
        Map<String, SortedMap<Long, RunArchive>> runs = new LinkedHashMap<>();
        for (Row row : table.rows()) {
            SortedMap<Long, RunArchive> kept = new TreeMap<>(row.runs());
            kept.keySet().retainAll(common);
            runs.put(row.method(), kept);
        }
        return common.isEmpty()
                ? Optional.empty()
                : Optional.of(SettingTable.of(table.setting(), runs, reference, table.local()));
    }

    private static String overSettings(List<SettingTable> tables, Comparison comparison) {
        Map<String, List<String>> leads = new LinkedHashMap<>();
        int compared = 0;
        for (SettingTable table : tables) {
            Optional<SettingTable> common = onCommonSeeds(table, comparison.reference());
            List<Row> first = common.map(
                            each -> new Findings(each, comparison).best().rows())
                    .orElse(List.of());
            first.forEach(row -> leads.computeIfAbsent(row.method(), method -> new ArrayList<>())
                    .add(table.setting()));
            compared += first.isEmpty() ? 0 : 1;
        }
        if (compared == 0) {
            return "No setting has accuracies to compare.";
        }
        String of = " of " + Figures.count(compared, "setting");
        return "Most accurate by the mean of exits: "
                + leads.entrySet().stream()
                        .sorted(Comparator.comparing(lead -> -lead.getValue().size()))
                        .map(lead -> "%s on %d%s (%s)"
                                .formatted(
                                        lead.getKey(),
                                        lead.getValue().size(),
                                        of,
                                        VisibleText.first(4, lead.getValue(), ", ")))
                        .collect(Collectors.joining("; "))
                + ".";
    }

    /** Returns a text in which a letter follows a long name that recurs, and replaces it from then on. */
    private String abbreviated(String text) {
        List<String> names = table.rows().stream()
                .map(Row::method)
                .filter(name -> name.length() > LONG_NAME)
                .toList();
        // of names that contain one another, the longest is meant
        Pattern any = Pattern.compile(names.stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
        Map<String, Long> times =
                any.matcher(text).results().collect(Collectors.groupingBy(MatchResult::group, Collectors.counting()));
        List<String> recurring =
                names.stream().filter(name -> times.getOrDefault(name, 0L) > 1).toList();
        if (recurring.isEmpty() || recurring.size() > LETTERS.length()) {
            return text;
        }
        Set<String> seen = new TreeSet<>();
        return any.matcher(text).replaceAll(found -> {
            String name = found.group();
            int place = recurring.indexOf(name);
            String letter = place < 0 ? "" : LETTERS.substring(place, place + 1);
            return Matcher.quoteReplacement(
                    letter.isEmpty() ? name : seen.add(name) ? name + " (" + letter + ")" : letter);
        });
    }

    private Best best() {
        return table.best(column);
    }

    private String paragraph() {
        Best best = best();
        Map<String, OptionalDouble> tests = best.corrected();
        if (best.rows().isEmpty()) {
            return "There are no accuracies to compare.";
        }
        Row leader = best.leader().orElseThrow();
        List<String> sentences = new ArrayList<>();
        Optional<Row> next = table.rows().stream()
                .filter(row -> tests.containsKey(row.method()))
                .max(Comparator.comparingDouble(row -> row.cells().get(column).mean()));
        sentences.add(
                first(best.rows()) + next.map(row -> ahead(leader, row, tests)).orElse("."));
        sentences.addAll(against(leader, next, tests));
        mostFrequentClass(leader).ifPresent(sentences::add);
        savings(leader).ifPresent(sentences::add);
        StaticSavings.of(table, reference).flatMap(StaticSavings::sentence).ifPresent(sentences::add);
        sentences.add(traffic(leader));
        return abbreviated(String.join(" ", sentences));
    }

    private String first(List<Row> first) {
        String names = first.stream().map(this::named).collect(Collectors.joining(" and "));
        String seeds = table.seeds().size() == 1 ? "one seed" : table.seeds().size() + " seeds";
        String mean = Figures.number(first.get(0).cells().get(column).mean(), 1);
        if (table.rows().size() == 1) {
            return (methods == 1 ? "%s: %s %% (mean of exits, %s)" : "Only %s is finished: %s %% (mean of exits, %s)")
                    .formatted(methods == 1 ? first.get(0).method() : names, mean, seeds);
        }
        return first.size() == 1
                ? "%s is the most accurate with %s %% (mean of exits, %s)".formatted(names, mean, seeds)
                : "%s are equally accurate with %s %% (mean of exits, %s)".formatted(names, mean, seeds);
    }

    /** Returns how far the next method is behind, and how many methods are significantly less accurate. */
    private String ahead(Row leader, Row next, Map<String, OptionalDouble> tests) {
        OptionalDouble p = tests.get(next.method());
        String ahead = ", %s ahead of %s".formatted(points(leader, next), named(next));
        if (table.seeds().size() == 1) {
            return ahead + ". With one seed no test is possible, so this may be chance.";
        }
        if (p.isEmpty()) {
            return ahead + "; this difference is the same for every seed, so that it cannot be tested.";
        }
        long made = tests.values().stream().filter(OptionalDouble::isPresent).count();
        String sentence = ahead
                + "; this difference is %s (p %s%s)."
                        .formatted(
                                significance(p),
                                Words.equalsP(p.getAsDouble()),
                                made == 1 ? "" : ", corrected for " + made + " comparisons");
        long less = tests.values().stream().filter(SettingTable::isSignificant).count();
        return tests.size() == 1
                ? sentence
                : sentence
                        + (less == 0
                                ? " No method is significantly less accurate than %s.".formatted(leader.method())
                                : " Significantly less accurate than %s: %d of the other %d."
                                        .formatted(leader.method(), less, tests.size()));
    }

    private static String significance(OptionalDouble p) {
        return p.isEmpty() ? "not tested" : SettingTable.isSignificant(p) ? "significant" : "not significant";
    }

    private String points(Row leader, Row other) {
        double difference =
                leader.cells().get(column).mean() - other.cells().get(column).mean();
        return difference < 0.05 ? "less than 0.1 points" : Figures.number(difference, 1) + " points";
    }

    /** Returns the method's name and, if it is one of them, that it is the reference or the control. */
    private String named(Row row) {
        String name = row.method();
        return name.equals(reference)
                ? name + " (the reference)"
                : row.isLocal() && !name.equals(SettingTable.LOCAL) ? name + " (without federation)" : name;
    }

    private Optional<Row> local() {
        return row(table.local());
    }

    private Optional<Row> row(String method) {
        return table.rows().stream().filter(row -> row.method().equals(method)).findFirst();
    }

    /** Returns the differences from the reference and from training without federation. */
    private List<String> against(Row leader, Optional<Row> next, Map<String, OptionalDouble> tests) {
        List<String> parts = new ArrayList<>();
        for (Row row : table.rows()) {
            boolean named = row.method().equals(reference) || row.isLocal();
            if (named
                    && tests.containsKey(row.method())
                    && next.stream().noneMatch(other -> other.method().equals(row.method()))) {
                parts.add("%s above %s (%s)"
                        .formatted(
                                points(leader, row),
                                row.method().equals(reference) ? "the reference, " + reference : named(row),
                                significance(tests.get(row.method()))));
            }
        }
        List<String> sentences = new ArrayList<>();
        if (!parts.isEmpty()) {
            sentences.add("%s is %s.".formatted(leader.method(), String.join(" and ", parts)));
        }
        if (row(reference).isEmpty()) {
            sentences.add("The reference, %s, is not finished.".formatted(reference));
        }
        if (leader.isLocal() && !tests.isEmpty()) {
            sentences.add("No federated method is more accurate.");
        }
        cell(leader, Column.ABOVE_LOCAL).ifPresent(share -> sentences.add(againstLocal(leader, share.mean() / 100)));
        return sentences;
    }

    private String againstLocal(Row leader, double above) {
        SortedMap<Long, RunArchive> alone = local().orElseThrow().runs();
        double equal = leader.runs().entrySet().stream()
                .flatMap(run -> Column.againstLocal(run.getValue(), alone.get(run.getKey())).stream())
                .mapToDouble(Column.AgainstLocal::equal)
                .average()
                .orElseThrow();
        return "%s %% of the clients are more accurate with %s than %s, "
                        .formatted(Figures.number(100 * above, 0), leader.method(), table.withoutFederation())
                + Column.AgainstLocal.others(above, equal);
    }

    /** Returns a warning if the leader is not more accurate than a prediction that needs no network. */
    private Optional<String> mostFrequentClass(Row leader) {
        OptionalDouble accuracy = table.mostFrequentClass();
        double most = accuracy.orElse(Double.NaN);
        return accuracy.isEmpty()
                        || Rounding.difference(leader.cells().get(column).mean(), most) > 0
                ? Optional.empty()
                : Optional.of("%s is not more accurate than predicting each client's most frequent class (%s %%)."
                        .formatted(leader.method(), Figures.number(most, 1)));
    }

    private Optional<Cell> cell(Row row, String key) {
        OptionalInt place = table.column(key);
        return place.isEmpty()
                ? Optional.empty()
                : Optional.of(row.cells().get(place.getAsInt())).filter(Cell::isWhole);
    }

    private Optional<String> savings(Row leader) {
        Summary summary = leader.first().summary();
        if (summary.policies().isEmpty()) {
            return Optional.empty();
        }
        if (summary.network().fullMacs() == null) {
            return Optional.of("What early exits save is unknown, as are the MACs of a layer.");
        }
        String slack = Words.slack(Stream.of(summary));
        Cell saved = leader.cells().get(table.column(Column.MACS_SAVED).orElseThrow());
        if (saved.values().isEmpty()) {
            return Optional.of(
                    "No exit policy of %s is as accurate as its final exit%s, so that leaving early costs accuracy."
                            .formatted(leader.method(), slack));
        }
        return Optional.of("Early exits of %s %s at the accuracy of its final exit%s%s%s, %s."
                .formatted(
                        leader.method(),
                        Words.savesMacs(saved.mean()),
                        slack,
                        saved.isWhole()
                                ? ""
                                : " on %d of %d seeds".formatted(saved.values().size(), saved.seeds()),
                        others(leader, row -> cell(row, Column.MACS_SAVED).map(Findings::saved)),
                        Words.INTERPOLATED));
    }

    private static String saved(Cell cell) {
        return Words.bySign(cell.mean(), "%s %%", "%s %% more");
    }

    private String traffic(Row leader) {
        return "%s sends %s%s."
                .formatted(leader.method(), bytes(leader), others(leader, row -> Optional.of(bytes(row))));
    }

    private static String bytes(Row row) {
        double mean = row.runs().values().stream()
                .map(run -> run.summary().work())
                .mapToDouble(work -> work.downlinkBytes() + work.uplinkBytes())
                .average()
                .orElse(0);
        return mean == 0 ? "nothing" : Figures.bytes(Math.round(mean));
    }

    /** Returns a figure of the reference and of the control, in brackets, unless they are the leader. */
    private String others(Row leader, Function<Row, Optional<String>> figure) {
        List<String> others = new ArrayList<>();
        Set<String> named = new TreeSet<>(Set.of(leader.method()));
        for (Optional<Row> other : List.of(row(reference), local())) {
            other.filter(row -> named.add(row.method()))
                    .ifPresent(row -> figure.apply(row).ifPresent(text -> others.add(row.method() + ": " + text)));
        }
        return others.isEmpty() ? "" : " (" + String.join(", ", others) + ")";
    }
}
