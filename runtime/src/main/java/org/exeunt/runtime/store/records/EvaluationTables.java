package org.exeunt.runtime.store.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.ExitResult;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.ClientEvaluation.Validation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.Reliability;
import org.exeunt.runtime.store.codec.Csv;

/**
 * The rows of {@code clients.csv} (one per client and exit, one for the ensemble of all exits, and one for the
 * validation examples with the mean over exits) and of {@code exits.csv} (one per client and exit rule). Together they
 * contain all results of an evaluation except gradient conflicts and reliability; {@code new-client} is true for
 * clients that never trained. Cells without a value are empty: those of clients without test examples, and unknown
 * costs.
 *
 * @param owners returns the owner of a client, if it has one
 */
record EvaluationTables(Function<ClientId, Optional<String>> owners) {
    static final String CLIENTS_HEADER = "round,client,new-client,examples,exit,accuracy,loss,owner";
    private static final String ENSEMBLE = "ensemble";
    private static final String VALIDATION = "validation";

    static String exitsHeader(int exits) {
        StringBuilder header = new StringBuilder("round,client,new-client,rule,accuracy,expected-macs");
        for (int exit = 1; exit <= exits; exit++) {
            header.append(",share-").append(exit);
        }
        return header.append(",examples,owner").toString();
    }

    List<String> clientRows(EvaluationRecord evaluation) {
        return rows(evaluation, client -> {
            List<List<Object>> rows = new ArrayList<>();
            for (ExitResult exit : client.exits()) {
                rows.add(List.of(client.examples(), rows.size() + 1, cell(exit.accuracy()), cell(exit.loss())));
            }
            rows.add(List.of(client.examples(), ENSEMBLE, cell(client.ensembleAccuracy()), ""));
            client.validation().ifPresent(own -> rows.add(List.of(own.examples(), VALIDATION, own.accuracy(), "")));
            return rows;
        });
    }

    List<String> ruleRows(EvaluationRecord evaluation) {
        return rows(evaluation, client -> {
            List<List<Object>> rows = new ArrayList<>();
            for (RuleResult rule : client.rules()) {
                List<Object> row = new ArrayList<>(List.of(rule.label(), cell(rule.accuracy())));
                row.add(cell(rule.expectedMacs().orElse(Double.NaN)));
                rule.shares().forEach(share -> row.add(cell(share)));
                row.add(client.examples());
                rows.add(row);
            }
            return rows;
        });
    }

    private List<String> rows(EvaluationRecord evaluation, Function<ClientEvaluation, List<List<Object>>> cells) {
        List<String> rows = new ArrayList<>();
        for (boolean isNew : List.of(false, true)) {
            for (ClientEvaluation client : isNew ? evaluation.newClients() : evaluation.clients()) {
                // a row is read as one line
                String owner = owners.apply(client.client()).orElse("").replaceAll("\\R", " ");
                for (List<Object> own : cells.apply(client)) {
                    List<Object> row = new ArrayList<>(List.of(evaluation.round(), client.client(), isNew));
                    row.addAll(own);
                    row.add(owner);
                    rows.add(Csv.line(row));
                }
            }
        }
        return rows;
    }

    private static Object cell(double value) {
        return Double.isNaN(value) ? "" : (Object) value;
    }

    /** Returns the value of a cell, which is empty only without examples. */
    private static double value(String cell, int examples) {
        return examples == 0 && cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    /**
     * Returns the evaluation of one round.
     *
     * @param clientRows the lines of {@code clients.csv}
     * @param ruleRows the lines of {@code exits.csv}
     * @param reliability which the tables do not contain
     * @throws IllegalArgumentException if a row is damaged, or clients have different numbers of exits or rules
     * @throws IndexOutOfBoundsException if a row is too short
     */
    static EvaluationRecord read(
            Round round, Stream<String> clientRows, Stream<String> ruleRows, Reliability reliability) {
        SortedMap<ClientId, Row> clients = new TreeMap<>();
        rows(round, clientRows).forEach(row -> clients.computeIfAbsent(client(row), id -> new Row())
                .addExit(row));
        rows(round, ruleRows).forEach(row -> clients.computeIfAbsent(client(row), id -> new Row())
                .addRule(row));
        if (clients.values().stream().map(Row::shape).distinct().count() > 1) {
            throw new IllegalArgumentException("clients have different numbers of exits or rules");
        }
        return new EvaluationRecord(round, evaluations(clients, false), evaluations(clients, true), reliability);
    }

    private static List<ClientEvaluation> evaluations(SortedMap<ClientId, Row> clients, boolean areNew) {
        return clients.entrySet().stream()
                .filter(entry -> entry.getValue().isNew == areNew)
                .map(entry -> entry.getValue().evaluation(entry.getKey()))
                .toList();
    }

    private static Stream<List<String>> rows(Round round, Stream<String> rows) {
        String prefix = round + ",";
        return rows.filter(row -> row.startsWith(prefix)).map(Csv::values);
    }

    private static ClientId client(List<String> row) {
        return new ClientId(Integer.parseInt(row.get(1)));
    }

    /** Collects the rows of one client. */
    private static final class Row {
        private final List<ExitResult> exits = new ArrayList<>();
        private final List<RuleResult> rules = new ArrayList<>();
        private boolean isNew;
        private int examples;
        private double ensemble;
        private Optional<Validation> validation = Optional.empty();

        void addExit(List<String> row) {
            isNew = Boolean.parseBoolean(row.get(2));
            int counted = Integer.parseInt(row.get(3));
            double accuracy = value(row.get(5), counted);
            switch (row.get(4)) {
                case VALIDATION -> validation = Optional.of(new Validation(counted, accuracy));
                case ENSEMBLE -> ensemble = accuracy;
                default -> {
                    examples = counted;
                    exits.add(new ExitResult(accuracy, value(row.get(6), counted)));
                }
            }
        }

        void addRule(List<String> row) {
            List<Double> shares = row.subList(6, 6 + exits.size()).stream()
                    .map(cell -> value(cell, examples))
                    .toList();
            OptionalDouble macs =
                    row.get(5).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(row.get(5)));
            rules.add(new RuleResult(row.get(3), value(row.get(4), examples), shares, macs));
        }

        /**
         * Returns the number of exits, and for each rule the number of shares; equal for all clients of an evaluation.
         */
        List<Integer> shape() {
            List<Integer> sizes = new ArrayList<>(List.of(exits.size()));
            rules.forEach(rule -> sizes.add(rule.shares().size()));
            return sizes;
        }

        ClientEvaluation evaluation(ClientId id) {
            return new ClientEvaluation(id, examples, exits, ensemble, rules, validation, List.of());
        }
    }
}
