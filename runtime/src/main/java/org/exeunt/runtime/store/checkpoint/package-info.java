/** The states of server and clients at the end of a round, from which a stopped run resumes. */
package org.exeunt.runtime.store.checkpoint;
