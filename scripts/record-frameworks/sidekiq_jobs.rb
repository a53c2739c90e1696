# Leaves jobs of Sidekiq in every state, says "ready", and ends with its standard input.
require "sidekiq"

Sidekiq.configure_client { |config| config.redis = { url: ENV["RECORD_URL"] } }
Sidekiq.configure_server { |config| config.redis = { url: ENV["RECORD_URL"] } }

class Wall
  include Sidekiq::Worker
  def perform(color); end
end

class Fail
  include Sidekiq::Worker
  sidekiq_options retry: 3, backtrace: 2
  def perform = raise(ArgumentError, "No paint")
end

class Die
  include Sidekiq::Worker
  sidekiq_options retry: 0, backtrace: 2
  def perform = raise(ArgumentError, "No paint at all")
end

class Hold
  include Sidekiq::Worker
  def perform = sleep(600)
end

if $PROGRAM_NAME == __FILE__
  wait = ->(&holds) { sleep 0.1 until Sidekiq.redis(&holds) }
  Fail.perform_async
  Die.perform_async
  Hold.perform_async
  worker = spawn("sidekiq", "-c", "1", "-r", File.expand_path(__FILE__), "-q", "default", out: $stderr)
  wait.call { |redis| redis.zcard("retry") == 1 && redis.zcard("dead") == 1 }
  wait.call { |redis| redis.smembers("processes").any? { |name| redis.exists?("#{name}:workers") } }
  Wall.perform_async("blue")
  Wall.perform_in(3600, "green")
  puts "ready"
  $stdout.flush
  $stdin.read
  Process.kill("KILL", worker)
end
