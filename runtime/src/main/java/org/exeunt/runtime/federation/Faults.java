package org.exeunt.runtime.federation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.config.run.AttackConfig;
import org.exeunt.config.run.FaultsConfig;

/**
 * The simulated faults of a run. Each fault is drawn for its round and client only, so that it depends neither on the
 * number of workers nor on resuming; a run without faults draws nothing.
 *
 * <p>A client that fails is sent its parameters, is not trained, and keeps its previous state. Attackers tamper with
 * their updates in every round and keep the states that honest clients would keep.
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
    private final TreeSet<ClientId> attackers = new TreeSet<>();

    /**
     * Creates the faults of a run, and draws the attackers.
     *
     * @param streams used for nothing else
     * @param members clients that may train, in client order
     * @param classes number of classes
     */
    public Faults(FaultsConfig config, RandomStreams streams, List<ClientSpec> members, int classes) {
        this.config = config;
        this.streams = streams;
        this.classes = classes;
        if (config.attack().isPresent()) {
            RandomGenerator random = streams.stream("attackers");
            List<ClientId> candidates =
                    new ArrayList<>(members.stream().map(ClientSpec::id).toList());
            int size = config.attack().get().attackers(candidates.size());
            while (attackers.size() < size) {
                attackers.add(candidates.remove(random.nextInt(candidates.size())));
            }
        }
    }

    /** Returns the attackers, in client order. */
    public List<ClientId> attackers() {
        return List.copyOf(attackers);
    }

    /** Returns whether a client attacks. */
    boolean isAttacker(ClientId client) {
        return attackers.contains(client);
    }

    /** Returns the examples that a client trains on: class c is labelled {@code classes - 1 - c} by label flippers. */
    public Examples training(ClientId client, Examples examples) {
        if (!isAttacker(client) || config.attack().orElseThrow().type() != AttackConfig.Kind.LABEL_FLIP) {
            return examples;
        }
        int[] labels = IntStream.range(0, examples.size())
                .map(i -> classes - 1 - examples.label(i))
                .toArray();
        return Examples.of(labels, examples::copyTo);
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
        Optional<ParameterSet> learned = update.upload().parameters().filter(set -> set.size() > 0);
        if (isNonFinite(round, success.client())) {
            update = learned.isPresent()
                    ? sending(update, withNaN(learned.get()))
                    : new ClientUpdate(
                            update.upload(), update.state(), update.report().withLoss(Double.NaN));
        } else if (isAttacker(success.client()) && learned.isPresent() && attackFactor() != 1) {
            ParameterSet start = before.select(learned.get().blocks());
            update = sending(
                    update, ParameterMath.axpy(attackFactor(), ParameterMath.subtract(learned.get(), start), start));
        }
        return new ClientResult.Success(success.client(), update);
    }

    /** Returns the factor of an attacker's change; 1 if it sends what it learned. */
    private double attackFactor() {
        AttackConfig attack = config.attack().orElseThrow();
        return switch (attack.type()) {
            case LABEL_FLIP -> 1;
            case SIGN_FLIP -> -attack.scale();
            case SCALED_UPDATE -> attack.scale();
        };
    }

    private static ClientUpdate sending(ClientUpdate update, ParameterSet parameters) {
        return new ClientUpdate(update.upload().with(Payload.PARAMETERS, parameters), update.state(), update.report());
    }

    private static ParameterSet withNaN(ParameterSet sent) {
        float[] values = sent.values();
        values[values.length - 1] = Float.NaN;
        return ParameterSet.of(sent.blocks(), values);
    }
}
