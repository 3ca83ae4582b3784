package org.exeunt.runtime.federation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.config.FaultsConfig;

/**
 * The simulated faults of a run. Each fault is drawn for its round and client alone, so that it depends neither on the
 * number of workers nor on resuming; a run without faults draws nothing.
 *
 * <p>A client that fails is sent its parameters, is not trained, and keeps its previous state.
 */
public final class Faults {
    /**
     * A simulated dropout: why a client of a cohort contributes no update.
     *
     * @param cause as a clause
     * @param sent whether the client was sent its parameters nevertheless
     */
    public record Dropout(String cause, boolean sent) {}

    private final FaultsConfig config;
    private final RandomStreams streams;
    private final int classes;
    private final Optional<Attack> attack;

    /**
     * Creates the faults of a run.
     *
     * @param streams used for nothing else
     * @param members clients that may train, in client order
     * @param classes number of classes
     */
    public Faults(FaultsConfig config, RandomStreams streams, List<ClientSpec> members, int classes) {
        this.config = config;
        this.streams = streams;
        this.classes = classes;
        this.attack = config.attack().map(section -> new Attack(section, members, streams.stream("attackers")));
    }

    /** Returns the attackers, in client order. */
    public List<ClientId> attackers() {
        return attack.map(Attack::attackers).orElse(List.of());
    }

    /** Returns whether a client attacks. */
    boolean isAttacker(ClientId client) {
        return attack.isPresent() && attack.get().isBy(client);
    }

    /** Returns the examples that a client trains on. */
    public Examples training(ClientId client, Examples examples) {
        return attack.filter(attacking -> attacking.isBy(client))
                .map(attacking -> attacking.training(examples, classes))
                .orElse(examples);
    }

    /** Returns the clients of a cohort that contribute no update, drawn at random. */
    public SortedMap<ClientId, Dropout> dropouts(Round round, Collection<ClientId> cohort) {
        SortedMap<ClientId, Dropout> dropouts = new TreeMap<>();
        for (ClientId client : cohort) {
            double draw = draw(round, client);
            if (draw < config.dropout()) {
                dropouts.put(client, new Dropout("it dropped out (faults.dropout)", false));
            } else if (draw < config.dropout() + config.failure()) {
                dropouts.put(client, new Dropout("it failed during training (faults.failure)", true));
            }
        }
        return dropouts;
    }

    private double draw(Round round, ClientId client) {
        boolean random = config.dropout() + config.failure() + config.nonFinite() > 0;
        return random ? streams.stream("fate", round.number(), client.index()).nextDouble() : 1;
    }

    /** Returns whether the update of a client is tampered with. */
    public boolean tampersWith(Round round, ClientId client) {
        return isAttacker(client) || isNonFinite(round, client);
    }

    private boolean isNonFinite(Round round, ClientId client) {
        double draw = draw(round, client) - config.dropout() - config.failure();
        return draw >= 0 && draw < config.nonFinite();
    }

    /**
     * Returns the result that the server receives from a client.
     *
     * @param before the parameters of all blocks at the start of training
     */
    public ClientResult tamper(Round round, ClientResult result, ParameterSet before) {
        if (!(result instanceof ClientResult.Success success)) {
            return result;
        }
        ClientUpdate update = success.update();
        if (isNonFinite(round, success.client())) {
            update = withNaN(update);
        } else if (isAttacker(success.client())) {
            update = attack.get().tamper(update, before);
        }
        return new ClientResult.Success(success.client(), update);
    }

    /** Replaces the last value of the uploaded parameters by NaN; without parameters, replaces the loss. */
    private static ClientUpdate withNaN(ClientUpdate update) {
        Optional<ParameterSet> sent = update.upload().parameters().filter(set -> set.size() > 0);
        if (sent.isEmpty()) {
            TrainingReport report = update.report();
            return new ClientUpdate(update.upload(), update.state(), report.withLoss(Double.NaN));
        }
        float[] values = sent.get().values();
        values[values.length - 1] = Float.NaN;
        return new ClientUpdate(
                update.upload()
                        .with(Payload.PARAMETERS, ParameterSet.of(sent.get().blocks(), values)),
                update.state(),
                update.report());
    }
}
