package org.exeunt.runtime.store.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.ExitResult;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.runtime.store.codec.Csv;

/**
 * The rows of {@code clients.csv} (one per client and exit, one for the ensemble of all exits, and one for the
 * validation examples with the mean over exits) and of {@code exits.csv} (one per client and exit rule), for other
 * programs. {@code new-client} is true for clients that never trained. Cells without a value are empty: those of
 * clients without test examples, unknown costs, and the thresholds of promises that do not hold.
 *
 * @param owners returns the owner of a client, if it has one
 */
record EvaluationTables(Function<ClientId, Optional<String>> owners) {
    static final String CLIENTS_HEADER = "round,client,new-client,examples,exit,accuracy,loss,owner";

    /** Returns the columns of exit rules; rules with a promise add three columns for all rules. */
    static String exitsHeader(int exits, boolean promises) {
        StringBuilder header = new StringBuilder("round,client,new-client,rule,accuracy,expected-macs");
        IntStream.rangeClosed(1, exits).forEach(exit -> header.append(",share-").append(exit));
        return header.append(promises ? ",promise,bound,threshold" : "")
                .append(",examples,owner")
                .toString();
    }

    List<String> clientRows(EvaluationRecord evaluation) {
        return rows(evaluation, client -> {
            List<List<Object>> rows = new ArrayList<>();
            for (ExitResult exit : client.exits()) {
                rows.add(List.of(client.examples(), rows.size() + 1, cell(exit.accuracy()), cell(exit.loss())));
            }
            rows.add(List.of(client.examples(), "ensemble", cell(client.ensembleAccuracy()), ""));
            client.validation().ifPresent(own -> rows.add(List.of(own.examples(), "validation", own.accuracy(), "")));
            return rows;
        });
    }

    List<String> ruleRows(EvaluationRecord evaluation) {
        return rows(evaluation, client -> {
            List<List<Object>> rows = new ArrayList<>();
            boolean promises =
                    client.rules().stream().anyMatch(rule -> rule.promise().isPresent());
            for (RuleResult rule : client.rules()) {
                List<Object> row = new ArrayList<>(List.of(rule.label(), cell(rule.accuracy())));
                row.add(cell(rule.expectedMacs().orElse(Double.NaN)));
                rule.shares().forEach(share -> row.add(cell(share)));
                if (promises) {
                    row.addAll(rule.promise()
                            .map(promise -> List.<Object>of(
                                    promise.holds(),
                                    promise.bound(),
                                    cell(promise.threshold().orElse(Double.NaN))))
                            .orElse(List.of("", "", "")));
                }
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
}
