package org.exeunt.benchmarks;

import org.exeunt.api.Exit;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.ExitView;

/** Has every example leave at the same exit. */
record LeaveAt(Exit last) implements ExitRule {
    @Override
    public String label() {
        return "exit " + last;
    }

    @Override
    public boolean leaves(ExitView view) {
        return view.exit().equals(last);
    }
}
