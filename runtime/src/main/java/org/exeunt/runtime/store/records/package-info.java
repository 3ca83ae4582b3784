/** What a run writes and what is read of it: rounds and evaluations line by line, the summary, and the manifest. */
package org.exeunt.runtime.store.records;
