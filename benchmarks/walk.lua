-- For wrk: walks once through a file of prepared requests and looks at every answer.
-- Arguments: the file; words that no good answer holds. Prints one line of JSON after the measurement.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  file = assert(io.open(args[1], "rb"))
  trouble = args[2]
  good, bad, exhausted, example = 0, 0, 0, ""
  calls = 0
end

function request()
  calls = calls + 1
  if calls == 2 then
    file:seek("set", 0) -- before it begins, wrk asks for one that it does not send
  end
  local length = file:read(8)
  if length then
    last = file:read(tonumber(length))
  else
    exhausted = exhausted + 1
    wrk.thread:stop()
  end
  return last
end

function response(status, headers, body)
  if status == 200 and body:find("<speak>", 1, true) and not body:find(trouble, 1, true) then
    good = good + 1
  else
    bad = bad + 1
    example = status .. " " .. body:sub(1, 200)
  end
end

function done(summary, latency, requests)
  local total = { good = 0, bad = 0, exhausted = 0 }
  for _, thread in ipairs(threads) do
    for name, count in pairs(total) do
      total[name] = count + thread:get(name)
    end
    if thread:get("example") ~= "" then
      io.stderr:write("an answer that is none: " .. thread:get("example") .. "\n")
    end
  end
  local errors = summary.errors
  print(string.format(
    'RESULT {"seconds": %.6f, "good": %d, "bad": %d, "exhausted": %d, "lost": %d, "timeouts": %d, '
      .. '"p50": %.3f, "p99": %.3f, "slowest": %.3f}',
    summary.duration / 1e6, total.good, total.bad, total.exhausted, errors.connect + errors.read + errors.write,
    errors.timeout, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
