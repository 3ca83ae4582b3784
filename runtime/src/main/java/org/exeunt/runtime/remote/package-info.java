/**
 * Clients in another process than that of the run: {@link org.exeunt.runtime.remote.RemoteRunner} assembles the run's
 * federation there and runs tasks that it is given as bytes.
 */
package org.exeunt.runtime.remote;
