package org.exeunt.it.run;

import org.exeunt.it.support.SameFilesAsOnThreads;

/** Runs on worker processes write the files that they write on threads, bit for bit. */
class WorkerProcessesTest extends SameFilesAsOnThreads {
    WorkerProcessesTest() {
        super("executor={\"type\": \"processes\", \"workers\": 2}");
    }
}
