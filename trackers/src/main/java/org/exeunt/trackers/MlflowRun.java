package org.exeunt.trackers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A run of an experiment at an MLflow server. */
final class MlflowRun {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final MlflowServer server;
    private final String id;

    private MlflowRun(MlflowServer server, String id) {
        this.server = server;
        this.id = id;
    }

    /** Begins a run, and makes its experiment if need be. */
    static MlflowRun begin(MlflowServer server, String experiment, String name, long milliseconds)
            throws MlflowFailure {
        ObjectNode run = NODES.objectNode()
                .put("experiment_id", experimentId(server, experiment))
                .put("run_name", name)
                .put("start_time", milliseconds);
        run.putArray("tags")
                .add(new LogEntry.Tag("mlflow.runName", name).json())
                .add(new LogEntry.Tag("mlflow.source.name", "exeunt").json());
        return new MlflowRun(server, server.post("runs/create", run, "/run/info/run_id"));
    }

    private static String experimentId(MlflowServer server, String name) throws MlflowFailure {
        try {
            return knownExperimentId(server, name);
        } catch (MlflowFailure failure) {
            if (!failure.says("RESOURCE_DOES_NOT_EXIST")) {
                throw failure;
            }
        }
        try {
            return server.post("experiments/create", NODES.objectNode().put("name", name), "/experiment_id");
        } catch (MlflowFailure failure) {
            if (!failure.says("RESOURCE_ALREADY_EXISTS")) {
                throw failure;
            }
            return knownExperimentId(server, name); // another run was faster
        }
    }

    private static String knownExperimentId(MlflowServer server, String name) throws MlflowFailure {
        return server.get("experiments/get-by-name", "experiment_name", name, "/experiment/experiment_id");
    }

    /** Tells what fits into one request. */
    void log(List<LogEntry> entries) throws MlflowFailure {
        ObjectNode batch = NODES.objectNode().put("run_id", id);
        entries.forEach(entry -> batch.withArrayProperty(entry.list()).add(entry.json()));
        server.post("runs/log-batch", batch);
    }

    /** Ends the run. */
    void end(boolean complete, long milliseconds) throws MlflowFailure {
        server.post(
                "runs/update",
                NODES.objectNode()
                        .put("run_id", id)
                        .put("status", complete ? "FINISHED" : "FAILED")
                        .put("end_time", milliseconds));
    }
}
