package org.exeunt.trackers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A run of an experiment on an MLflow server. */
final class MlflowRun {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final MlflowServer server;
    private final String id;

    private MlflowRun(MlflowServer server, String id) {
        this.server = server;
        this.id = id;
    }

    /** Creates a run, and its experiment if it does not exist. */
    static MlflowRun create(MlflowServer server, String experiment, String name, long milliseconds)
            throws MlflowFailure {
        ObjectNode run = NODES.objectNode()
                .put("experiment_id", experimentId(server, experiment))
                .put("run_name", name)
                .put("start_time", milliseconds);
        run.putArray("tags")
                .add(LogEntry.tag("mlflow.runName", name).json())
                .add(LogEntry.tag("mlflow.source.name", "exeunt").json());
        return new MlflowRun(server, server.post("runs/create", run, "/run/info/run_id"));
    }

    private static String experimentId(MlflowServer server, String name) throws MlflowFailure {
        try {
            return knownExperimentId(server, name);
        } catch (MlflowFailure failure) {
            if (!failure.hasErrorCode("RESOURCE_DOES_NOT_EXIST")) {
                throw failure;
            }
        }
        try {
            return server.post("experiments/create", NODES.objectNode().put("name", name), "/experiment_id");
        } catch (MlflowFailure failure) {
            if (!failure.hasErrorCode("RESOURCE_ALREADY_EXISTS")) {
                throw failure;
            }
            return knownExperimentId(server, name); // created by another run in the meantime
        }
    }

    private static String knownExperimentId(MlflowServer server, String name) throws MlflowFailure {
        return server.get("experiments/get-by-name", "experiment_name", name, "/experiment/experiment_id");
    }

    /** Sends a batch of entries, which must be within the limits of a request. */
    void log(List<LogEntry> entries) throws MlflowFailure {
        ObjectNode batch = NODES.objectNode().put("run_id", id);
        entries.forEach(entry -> batch.withArrayProperty(entry.field()).add(entry.json()));
        server.post("runs/log-batch", batch);
    }

    /** Sets the status of the run to finished or failed. */
    void end(boolean complete, long milliseconds) throws MlflowFailure {
        server.post(
                "runs/update",
                NODES.objectNode()
                        .put("run_id", id)
                        .put("status", complete ? "FINISHED" : "FAILED")
                        .put("end_time", milliseconds));
    }
}
