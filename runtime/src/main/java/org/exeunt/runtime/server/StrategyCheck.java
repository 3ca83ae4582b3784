package org.exeunt.runtime.server;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.config.run.RunConfig;

/**
 * Checks what strategy and aggregator return on the server.
 *
 * @param config of the run
 */
record StrategyCheck(RunConfig config) {
    /** Checks that a payload for a client is finite. */
    void requireFinite(Round round, ClientId client, Payload download) {
        FiniteCheck.problem(download).ifPresent(where -> {
            throw notFinite(round, "the download of client %s is not finite (%s)".formatted(client, where));
        });
    }

    /** Checks that all metrics, matrices and parameters of an aggregation are finite. */
    void requireFinite(Round round, AggregationResult<?> aggregated) {
        aggregated.metrics().forEach((name, value) -> requireFinite(round, "metric '%s'".formatted(name), value));
        aggregated.relations().forEach((name, matrix) -> matrix.rows()
                .forEach((client, row) -> row.forEach((other, value) -> requireFinite(
                        round, "matrix '%s' at clients %s and %s".formatted(name, client, other), value))));
        nonFinite(aggregated.state()).ifPresent(where -> {
            throw notFinite(round, "the state that the strategy returned is not finite (%s)".formatted(where));
        });
    }

    private void requireFinite(Round round, String name, double value) {
        if (!Double.isFinite(value)) {
            throw PluginCall.contractViolation(
                    config.strategy(),
                    "in round %s its %s is %s; expected a finite number".formatted(round, name, value));
        }
    }

    /**
     * Returns which part of a state of the strategy is not finite, as {@link FiniteCheck#problem(Record)} does.
     *
     * @throws ExeuntException PLUGIN-20 if the state contains a type that cannot be stored
     */
    Optional<String> nonFinite(Record state) {
        try {
            return FiniteCheck.problem(state);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw PluginCall.contractViolation(config.strategy(), e.getMessage());
        }
    }

    /** Returns the exception for values of the strategy, found when all updates are finite. */
    private ExeuntException notFinite(Round round, String found) {
        return new ExeuntException(
                Errors.NUMERIC_03,
                ("Round %s: %s, although every update that was aggregated is. If training diverges, lower"
                                + " training.optimizer.learning-rate or that of the server optimizer. Otherwise this is"
                                + " a defect of strategy '%s'; report it to the author.")
                        .formatted(round, found, config.strategy().plugin().id()));
    }

    /** Reports other blocks than the given ones as a failure of the aggregator rather than of the strategy. */
    Aggregator guarded(Aggregator aggregator) {
        return (previous, uploads, weights) -> {
            ParameterSet result = aggregator.aggregate(previous, uploads, weights);
            if (!result.blocks().equals(previous.blocks())) {
                throw PluginCall.contractViolation(
                        config.training().aggregator(),
                        "it returned the blocks %s; expected the blocks %s".formatted(names(result), names(previous)));
            }
            return result;
        };
    }

    private static List<String> names(ParameterSet set) {
        return set.blocks().blocks().stream().map(Block::name).toList();
    }
}
