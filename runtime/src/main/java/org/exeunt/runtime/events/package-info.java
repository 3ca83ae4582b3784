/**
 * What a run does, as events for JDK Flight Recorder. Nothing is measured unless a recording is active, for example by
 * {@code JAVA_TOOL_OPTIONS=-XX:StartFlightRecording=filename=run.jfr}.
 */
package org.exeunt.runtime.events;
