package org.exeunt.runtime.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.config.run.TrainingConfig.RunningStatistics;
import org.exeunt.runtime.federation.Federation;

/**
 * Finds parts of personal models that have their initial values on some clients and other values on others: heads past
 * the depth of a client, and running statistics that the server averages but a client is not sent.
 *
 * <p>Clients that never trained are left out, and running statistics that are not averaged, of which a run warns before
 * its first round.
 */
public final class UntrainedParts {
    /**
     * A part of personal models.
     *
     * @param models clients whose models were compared
     * @param initial clients whose part has its initial values, by exit
     */
    private record Part(List<ClientId> models, SortedMap<Exit, List<ClientId>> initial) {
        Part() {
            this(new ArrayList<>(), new TreeMap<>());
        }

        void add(ClientId client, ExitSet exits, Predicate<Exit> isInitial) {
            models.add(client);
            for (Exit exit : exits) {
                if (isInitial.test(exit)) {
                    initial.computeIfAbsent(exit, each -> new ArrayList<>()).add(client);
                }
            }
        }

        /** Returns a sentence about exits that are initial on some clients, but not on all. */
        Optional<String> warning(String sentence) {
            String exits = initial.entrySet().stream()
                    .filter(each -> each.getValue().size() < models.size())
                    .map(each -> "exit %s on %d of %d clients (%s)"
                            .formatted(
                                    each.getKey(),
                                    each.getValue().size(),
                                    models.size(),
                                    Federation.named(
                                            each.getValue().stream().sorted().toList())))
                    .collect(Collectors.joining(", "));
            return Optional.of(exits).filter(text -> !text.isEmpty()).map(sentence::formatted);
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
        ExitSet exits = federation.spec().network().allExits();
        if (!isEqual(model, start, layout.heads())) {
            heads.add(client, exits, exit -> isEqual(model, start, layout.head(exit)));
        }
        boolean averaged = federation.config().training().runningStatistics() == RunningStatistics.AVERAGE;
        if (averaged && !isEqual(model, start, layout.trainable())) {
            statistics.add(client, exits, exit -> isEqual(model, start, statistics(layout, exit)));
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
        return Stream.of(
                        heads.warning("Clients were evaluated with initial heads, which they never trained: %s. These"
                                + " accuracies are part of all means; compare the exits that every client trains, or"
                                + " set evaluation.head-epochs."),
                        statistics.warning("training.running-statistics = average does not reach all models of strategy"
                                + " '" + federation.config().strategy().plugin().id() + "': the initial running"
                                + " statistics of batch norm remain in the stages of %s, so that these exits may be no"
                                + " better than chance. Compare the exits that every client trains, or choose another"
                                + " strategy."))
                .flatMap(Optional::stream)
                .toList();
    }
}
