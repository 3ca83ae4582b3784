package org.exeunt.api.tracking;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.exeunt.api.Round;
import org.exeunt.api.network.NetworkSpec;

/**
 * The start or resumption of a run: its identity, sizes and configuration. Immutable.
 *
 * <p>Created by the runtime, and by tests of trackers with {@link #of}.
 */
public final class RunStart {
    private final Builder facts;

    private RunStart(Builder facts) {
        this.facts = facts;
    }

    /**
     * Returns a builder for a run without rounds and clients and with an empty configuration.
     *
     * @param name configured name
     * @param hash equal for runs of equal configuration, code and files
     * @param network sizes and costs of the network
     */
    public static Builder of(String name, String hash, NetworkSpec network) {
        return new Builder(name, hash, network);
    }

    /** Returns the configured name of the run. */
    public String name() {
        return facts.name;
    }

    /** Returns the hash of the run; runs of equal configuration, code and files have equal hashes. */
    public String hash() {
        return facts.hash;
    }

    /** Returns the name of the run's directory: the name and the hash, joined by a hyphen. */
    public String title() {
        return facts.name + "-" + facts.hash;
    }

    /** Returns the seed of all random streams. */
    public long seed() {
        return facts.seed;
    }

    /** Returns the total number of rounds of the run. */
    public int rounds() {
        return facts.rounds;
    }

    /** Returns the number of clients of the federation, without new clients. */
    public int clients() {
        return facts.clients;
    }

    /** Returns sizes and costs of the network. */
    public NetworkSpec network() {
        return facts.network;
    }

    /**
     * Returns the last round that an earlier process completed and that is not repeated; {@link Round#START} for a new
     * run. Later rounds may have been reported by the earlier process and are reported again.
     */
    public Round resumedAfter() {
        return facts.resumedAfter;
    }

    /**
     * Returns the value of every configuration key, including defaults, in the order of the configuration. Keys are
     * dotted, such as {@code strategy.lambda}; elements of lists are numbered from 1. Strings are unquoted; a list of
     * plain values is a single JSON value.
     */
    public Map<String, String> configuration() {
        return facts.configuration;
    }

    /** Returns the configuration with all defaults as JSON, from which the run can be repeated. */
    public String configurationJson() {
        return facts.json;
    }

    /**
     * Returns the versions of the runtime, the api and the chosen plugins, by kind and id such as
     * {@code Strategy/cafedistill}.
     */
    public Map<String, String> versions() {
        return facts.versions;
    }

    @Override
    public String toString() {
        return title();
    }

    /** Builds a {@link RunStart}. */
    public static final class Builder {
        private final String name;
        private final String hash;
        private final NetworkSpec network;
        private long seed;
        private int rounds;
        private int clients;
        private Round resumedAfter = Round.START;
        private Map<String, String> configuration = Map.of();
        private String json = "{}";
        private Map<String, String> versions = Map.of();

        private Builder(String name, String hash, NetworkSpec network) {
            this.name = name;
            this.hash = hash;
            this.network = network;
        }

        private Builder(Builder other) {
            this(other.name, other.hash, other.network);
            seed = other.seed;
            rounds = other.rounds;
            clients = other.clients;
            resumedAfter = other.resumedAfter;
            configuration = other.configuration;
            json = other.json;
            versions = other.versions;
        }

        /** Sets the seed; 0 by default. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Sets the total number of rounds and the number of clients of the federation. */
        public Builder sizes(int allRounds, int allClients) {
            rounds = allRounds;
            clients = allClients;
            return this;
        }

        /** Sets the last completed round of an earlier process. */
        public Builder resumedAfter(Round last) {
            resumedAfter = last;
            return this;
        }

        /**
         * Sets the configuration.
         *
         * @param asJson with all defaults, as JSON
         * @param byKey values by dotted key, in order
         */
        public Builder configuration(String asJson, Map<String, String> byKey) {
            json = asJson;
            configuration = unmodifiable(byKey);
            return this;
        }

        /** Sets the versions of the code. */
        public Builder versions(Map<String, String> byPart) {
            versions = unmodifiable(byPart);
            return this;
        }

        private static Map<String, String> unmodifiable(Map<String, String> inOrder) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(inOrder));
        }

        /** Returns the run start; later changes of this builder do not affect it. */
        public RunStart build() {
            return new RunStart(new Builder(this));
        }
    }
}
