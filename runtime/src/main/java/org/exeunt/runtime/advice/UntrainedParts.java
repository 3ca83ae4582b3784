package org.exeunt.runtime.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.config.TrainingConfig.RunningStatistics;
import org.exeunt.runtime.federation.Federation;

/**
 * Finds parts of personal models that have their initial values on some clients and other values on others: heads past
 * the depth of a client, and running statistics that the server averages but a client is not sent.
 *
 * <p>Clients that never trained are left out, and running statistics that are not averaged, of which a run warns before
 * its first round.
 */
public final class UntrainedParts {
    private static final class Part {
        private final SortedMap<Exit, List<ClientId>> initial = new TreeMap<>();
        private int models;

        void add(ClientId client, ParameterSet model, ParameterSet start, Function<Exit, BlockSet> blocks, int exits) {
            models++;
            for (int k = 1; k <= exits; k++) {
                if (isEqual(model, start, blocks.apply(new Exit(k)))) {
                    initial.computeIfAbsent(new Exit(k), exit -> new ArrayList<>())
                            .add(client);
                }
            }
        }

        /** Returns exits with clients for messages; without exits that are initial on all clients. */
        String text() {
            return initial.entrySet().stream()
                    .filter(each -> each.getValue().size() < models)
                    .map(each -> "exit %s on %d of %d clients (%s)"
                            .formatted(
                                    each.getKey(),
                                    each.getValue().size(),
                                    models,
                                    Federation.named(
                                            each.getValue().stream().sorted().toList())))
                    .collect(Collectors.joining(", "));
        }
    }

    private final Federation federation;
    private final Part heads = new Part();
    private final Part statistics = new Part();

    public UntrainedParts(Federation federation) {
        this.federation = federation;
    }

    /** Compares the personal model of a client with the initial one. */
    public void add(ClientId client, ParameterSet model) {
        ParameterSet start = federation.spec().initial(client);
        ParameterLayout layout = federation.spec().layout();
        int exits = federation.spec().network().exits();
        if (!isEqual(model, start, layout.heads())) {
            heads.add(client, model, start, layout::head, exits);
        }
        boolean averaged = federation.config().training().runningStatistics() == RunningStatistics.AVERAGE;
        if (averaged && !isEqual(model, start, layout.trainable())) {
            statistics.add(client, model, start, exit -> statistics(layout, exit), exits);
        }
    }

    private static BlockSet statistics(ParameterLayout layout, Exit exit) {
        return layout.select(block -> block.role() == BlockRole.BACKBONE_STATISTIC && block.depth() == exit.number());
    }

    private static boolean isEqual(ParameterSet model, ParameterSet start, BlockSet blocks) {
        return !blocks.isEmpty() && model.select(blocks).equals(start.select(blocks));
    }

    /** Returns a sentence for each part that is initial on some of the clients. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!heads.text().isEmpty()) {
            warnings.add(
                    ("Clients were evaluated with initial heads, which they never trained: %s. These accuracies are"
                                    + " part of all means; compare the exits that every client trains, or set"
                                    + " evaluation.head-epochs.")
                            .formatted(heads.text()));
        }
        if (!statistics.text().isEmpty()) {
            warnings.add(
                    ("training.running-statistics = average does not reach all models of strategy '%s': the initial"
                                    + " running statistics of batch norm remain in the stages of %s, so that these"
                                    + " exits may be no better than chance. Compare the exits that every client trains,"
                                    + " or choose another strategy.")
                            .formatted(federation.config().strategy().plugin().id(), statistics.text()));
        }
        return warnings;
    }
}
