import { HubError } from '../kernel/errors.ts';
import type { Deadline } from './deadline.ts';

/** A fetch under way. */
export type Fetching = { result: Promise<string>; cancel: () => void };

/** Fetches in flight, shared by callers that ask the same at the same moment. */
export type Flights = {
  /**
   * Joins the flight of this key or starts one. A caller whose time is over leaves alone; the last one to
   * leave cancels the flight.
   *
   * @throws HubError TIMEOUT when the caller's own time is over
   */
  join(key: string, deadline: Deadline, start: () => Fetching): Promise<string>;
};

type Flight = { passengers: Set<Passenger>; cancel: () => void };
type Passenger = {
  resolve: (text: string) => void;
  reject: (error: unknown) => void;
  stopListening: () => void;
};

/** Creates the table of flights of one subgraph. */
export function createFlights(): Flights {
  const flights = new Map<string, Flight>();

  function land(key: string, flight: Flight): void {
    if (flights.get(key) === flight) flights.delete(key);
    for (const { stopListening } of flight.passengers) stopListening();
  }

  function takeOff(key: string, start: () => Fetching): Flight {
    const { result, cancel } = start();
    const flight: Flight = { passengers: new Set(), cancel };
    flights.set(key, flight);
    result.then(
      (text) => {
        land(key, flight);
        for (const { resolve } of flight.passengers) resolve(text);
      },
      (error: unknown) => {
        land(key, flight);
        for (const { reject } of flight.passengers) reject(error);
      },
    );
    return flight;
  }

  function leave(key: string, flight: Flight, passenger: Passenger): void {
    flight.passengers.delete(passenger);
    passenger.reject(new HubError('TIMEOUT'));
    if (flight.passengers.size > 0) return;
    land(key, flight);
    flight.cancel();
  }

  return {
    join(key, deadline, start) {
      if (deadline.passed) return Promise.reject(new HubError('TIMEOUT'));
      return new Promise((resolve, reject) => {
        const flight = flights.get(key) ?? takeOff(key, start);
        const passenger: Passenger = { resolve, reject, stopListening: ignore };
        passenger.stopListening = deadline.onPass(() => leave(key, flight, passenger));
        flight.passengers.add(passenger);
      });
    },
  };
}

function ignore(): void {
  // Nothing is listened to yet.
}
